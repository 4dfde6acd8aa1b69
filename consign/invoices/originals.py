"""The structured invoice of a document, kept as it was issued: whatever the program draws later,
this is the invoice."""

import hashlib

from consign.atomic import expect_transaction
from consign.invoices.models import Document, Original


def keep_original(*, document: Document, xml: bytes) -> Original:
    """Write it down with its hash, in the transaction in which the document is issued."""
    expect_transaction("keep_original")
    return Original.objects.create(
        document=document, xml=xml.decode(), digest=hashlib.sha256(xml).hexdigest()
    )

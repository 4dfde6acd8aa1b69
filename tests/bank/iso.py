"""ISO's own schema of a bank file, and what such a file says."""

from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files

from lxml import etree


@cache
def rules() -> etree.XMLSchema:
    """The schema of pain.001.001.09."""
    with as_file(files("sepaxml") / "schemas" / "pain.001.001.09.xsd") as path:
        return etree.XMLSchema(etree.parse(path))


def expect_valid(file: bytes) -> etree._Element:
    """The root of a valid file; AssertionError for any other."""
    root = etree.fromstring(file)
    rules().assertValid(root)
    return root


def control_sum(file: bytes) -> Decimal:
    """What a file says it pays in all: the same at its head and over its transfers."""
    root = etree.fromstring(file)
    said = {Decimal(found.text or "") for found in root.iter("{*}CtrlSum")}
    paid = sum(Decimal(found.text or "") for found in root.iter("{*}InstdAmt"))
    assert said == {paid}
    return Decimal(paid)

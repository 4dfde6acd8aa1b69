"""The desk writes down how far its printers print beside the mark."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from consign.labels.models import Printed, Printer
from consign.labels.operations import keep_printer
from consign.people.models import Coworking, Maker, User
from tests.factories import START, make_placed
from tests.web.desk.conftest import Address

TYPED = {"name": "Brother", "right": "1,5", "down": "-0.5"}


def kept(coworking: Coworking, by: User) -> Printer:
    right, down = Decimal("1.5"), Decimal("-0.5")
    return keep_printer(
        coworking=coworking, name="Brother", right=right, down=down, by=by, at=START
    )


def test_a_printer_is_written_down_and_listed(desk: Client, at: Address) -> None:
    page = desk.post(at("desk_printers"), TYPED, follow=True)
    assert "1.5 mm to the right, -0.5 mm down" in page.content.decode()
    printer = Printer.objects.get()
    assert (printer.right, printer.down) == (Decimal("1.5"), Decimal("-0.5"))


def test_what_cannot_be_is_told_at_its_field(desk: Client, at: Address) -> None:
    for wrong, words in (
        ({"name": ""}, "This field is required"),
        ({"right": "21"}, "at most 20 mm"),
        ({"down": "much"}, "These are no millimetres"),
        ({"down": "0.55"}, "At most 1 decimals"),
    ):
        page = desk.post(at("desk_printers"), TYPED | wrong)
        assert page.status_code == 400
        assert words in page.content.decode()
    assert not Printer.objects.exists()


def test_it_is_put_right_again_and_taken_off(
    desk: Client, at: Address, rcoop: Coworking, dan: User
) -> None:
    printer = kept(rcoop, dan)
    assert 'value="1.5"' in desk.get(at("desk_printer", printer.pk)).content.decode()
    desk.post(at("desk_printer", printer.pk), TYPED | {"right": ""})
    assert Printer.objects.get().right == 0
    page = desk.post(at("desk_printer_forget", printer.pk), follow=True)
    assert "“Brother” is off the list." in page.content.decode()
    assert desk.get(at("desk_printer", printer.pk)).status_code == 404


def test_a_printer_of_another_coworking_is_not_found(
    desk: Client, at: Address, filature: Coworking, dan: User
) -> None:
    there = kept(filature, dan)
    assert desk.get(at("desk_printer", there.pk)).status_code == 404
    assert desk.post(at("desk_printer_forget", there.pk)).status_code == 404
    assert Printer.objects.exists()


def test_labels_and_the_calibration_page_come_moved(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, dan: User
) -> None:
    item = make_placed(rcoop, plume).item
    printer = kept(rcoop, dan)
    sent = {"codes": [item.code], f"copies-{item.code}": "1", "start_at": "1"}
    plain = desk.post(at("desk_sheet"), sent).content
    moved = desk.post(at("desk_sheet"), sent | {"printer": printer.pk}).content
    unknown = desk.post(at("desk_sheet"), sent | {"printer": "999"}).content
    assert plain == unknown != moved
    page = desk.get(at("desk_calibration"), {"paper": "57x32"})
    shifted = desk.get(at("desk_calibration"), {"paper": "57x32", "printer": str(printer.pk)})
    assert page["Content-Type"] == shifted["Content-Type"] == "application/pdf"
    assert page.content != shifted.content


@pytest.mark.parametrize("there", [True, False])
def test_labels_are_sent_straight_to_a_printer_that_has_a_queue(
    desk: Client,
    at: Address,
    rcoop: Coworking,
    plume: Maker,
    settings: LazySettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: bool,
) -> None:
    settings.LABEL_QUEUES = ["rcoop:brother"]
    item = make_placed(rcoop, plume).item
    (tmp_path / "lp").write_text(f"#!/bin/sh\ncat > {tmp_path}/sent\nexit {0 if there else 1}\n")
    (tmp_path / "lp").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    desk.post(at("desk_printers"), TYPED | {"queue": "brother"})
    choice = {"codes": item.code, f"copies-{item.code}": "2", "start_at": "1"}
    asked = choice | {"printer": str(Printer.objects.get().pk)}
    assert "Print on “Brother”" in desk.post(at("desk_labels"), asked).content.decode()
    answer = desk.post(at("desk_sheet"), asked | {"send": "1"}, follow=True)
    said = "sent to “Brother”" if there else "“Brother” did not take the labels"
    assert said in answer.content.decode()
    assert (tmp_path / "sent").read_bytes().startswith(b"%PDF")
    assert Printed.objects.exists() == there
    assert bool(answer.context["chosen"]) != there


def test_without_queues_nothing_is_said_of_them(
    desk: Client, at: Address, rcoop: Coworking, dan: User, plume: Maker
) -> None:
    printer = kept(rcoop, dan)
    assert "straight" not in desk.get(at("desk_printer", printer.pk)).content.decode()
    asked = {"codes": make_placed(rcoop, plume).item.code, "printer": str(printer.pk)}
    assert "Print on" not in desk.post(at("desk_labels"), asked).content.decode()

"""Terms on the table, as a manager answers them; accepted on paper, taken back, or ended."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from consign.agreements.models import Agreement
from consign.agreements.terms import Offer, propose
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from tests.factories import (
    START,
    make_agreement,
    make_closed,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.web.manager.conftest import Address, text_of


@kept
def waiting(rcoop: Coworking, plume: Maker) -> Agreement:
    """Terms from December on that Rcoop proposed."""
    return make_agreement(
        rcoop, plume.affiliations.get(), starts_on=date(2026, 12, 1), accepted=False
    )


@kept
def asked(rcoop: Coworking, plume: Maker, ada: User) -> Agreement:
    """Terms from December on that Ada asks for."""
    return propose(
        coworking=rcoop,
        affiliation=plume.affiliations.get(),
        starts_on=date(2026, 12, 1),
        offer=Offer(commission_percent=Decimal("22.5"), shelf_fee=Decimal("12.00")),
        by=ada,
        at=moment("2026-10-20"),
        by_maker=True,
    )


def test_acceptance_on_paper_is_noted_with_who_and_when_and_what(
    manager: Client, at: Address, plume: Maker, waiting: Agreement, cleo: User
) -> None:
    page = at("desk_terms", plume.slug, waiting.pk)
    assert "has accepted on paper" in text_of(manager.get(page))
    assert manager.post(page, {"say": "accept"})["Location"] == at("desk_maker", plume.slug)
    waiting.refresh_from_db()
    assert (waiting.accepted_by, waiting.accepted_at) == (
        cleo,
        moment("2026-11-03 09:00"),
    )
    shown = text_of(manager.get(page))
    assert "Recorded by Cleo, 03/11/2026" in shown
    assert "The text as it was accepted" in shown
    assert waiting.accepted_text.split("\n")[0] in shown
    assert "has accepted on paper" not in shown


def test_two_terms_from_the_same_day_are_not_both_accepted(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    rival = make_agreement(rcoop, plume.affiliations.get(), percent="25", accepted=False)
    answer = manager.post(at("desk_terms", plume.slug, rival.pk), {"say": "accept"})
    assert answer.status_code == 409
    assert "Terms from 1 January 2026 were accepted already." in text_of(answer)
    assert "has accepted on paper" in text_of(answer)
    rival.refresh_from_db()
    assert rival.accepted_at is None


def test_a_closed_month_is_told_where_terms_are_accepted(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    late = make_agreement(
        rcoop, plume.affiliations.get(), starts_on=date(2026, 10, 15), accepted=False
    )
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05")
    make_closed(rcoop)
    answer = manager.post(at("desk_terms", plume.slug, late.pk), {"say": "accept"})
    assert answer.status_code == 409
    assert "October 2026 is closed" in text_of(answer)


def test_accepted_twice_keeps_the_first(manager: Client, at: Address, plume: Maker) -> None:
    before = Agreement.objects.values().get()
    page = at("desk_terms", plume.slug, Agreement.objects.get().pk)
    assert manager.post(page, {"say": "accept"}).status_code == 302
    assert Agreement.objects.values().get() == before


def test_what_a_maker_asks_for_is_found_read_and_agreed_to(
    manager: Client, at: Address, plume: Maker, asked: Agreement, cleo: User
) -> None:
    page = at("desk_terms", plume.slug, asked.pk)
    for place in (at("desk_makers"), at("desk_maker", plume.slug)):
        shown = text_of(manager.get(place))
        assert "asks for other terms: 22.5% commission, from 01/12/2026" in shown
        assert page in shown
    shown = text_of(manager.get(page))
    assert "Ada asks for these terms" in shown
    assert "€12.00 a month" in shown
    assert "has accepted on paper" not in shown
    assert manager.post(page, {"say": "agree"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.agreed_by, asked.accepted_at) == (cleo, None)
    assert "has accepted on paper" in text_of(manager.get(page))
    assert "asks for other terms" not in text_of(manager.get(at("desk_makers")))


def test_what_nobody_agreed_to_is_not_accepted_on_paper(
    manager: Client, at: Address, plume: Maker, asked: Agreement
) -> None:
    answer = manager.post(at("desk_terms", plume.slug, asked.pk), {"say": "accept"})
    assert answer.status_code == 409
    assert "Rcoop has not agreed to these terms yet." in text_of(answer)


def test_others_are_proposed_from_what_was_asked_for(
    manager: Client, at: Address, plume: Maker, asked: Agreement
) -> None:
    page = at("desk_agreement", plume.slug)
    assert f"{page}?like={asked.pk}" in text_of(manager.get(at("desk_terms", plume.slug, asked.pk)))
    form = manager.get(page, {"like": str(asked.pk)}).context["form"]
    assert form["commission_percent"].value() == "22.5"
    assert form["shelf_fee"].value() == "12.00"
    assert form["starts_on"].value() == asked.starts_on


@pytest.mark.parametrize("who", ["waiting", "asked"])
def test_terms_are_declined_or_taken_back_with_a_word(
    manager: Client, at: Address, plume: Maker, who: str, request: pytest.FixtureRequest
) -> None:
    agreement: Agreement = request.getfixturevalue(who)
    page = at("desk_terms", plume.slug, agreement.pk)
    too_long = manager.post(page, {"say": "decline", "reason": "x" * 201})
    assert too_long.status_code == 400
    assert "x" * 201 in text_of(too_long)
    manager.post(page, {"say": "decline", "reason": "After the winter, please."})
    agreement.refresh_from_db()
    assert agreement.declined_reason == "After the winter, please."
    shown = text_of(manager.get(page))
    assert "By Cleo" in shown
    assert "After the winter, please." in shown
    for word in ("agree", "accept"):
        answer = manager.post(page, {"say": word})
        assert answer.status_code == 409
        assert "were declined or withdrawn" in text_of(answer)


def test_accepted_terms_are_not_taken_back(manager: Client, at: Address, plume: Maker) -> None:
    page = at("desk_terms", plume.slug, Agreement.objects.get().pk)
    answer = manager.post(page, {"say": "decline"})
    assert answer.status_code == 409
    assert "were accepted already" in text_of(answer)


def test_nothing_else_can_be_said(
    manager: Client, at: Address, plume: Maker, waiting: Agreement
) -> None:
    for sent in ({}, {"say": "sing"}):
        assert manager.post(at("desk_terms", plume.slug, waiting.pk), sent).status_code == 404


def test_it_is_told_who_accepts_for_the_payee(
    manager: Client, at: Address, plume: Maker, waiting: Agreement, vic: User
) -> None:
    page = at("desk_terms", plume.slug, waiting.pk)
    assert "finds these terms under “Money”" in text_of(manager.get(page))
    add_adviser(entity=plume.affiliations.get().payee, user=vic, by=None, at=START)
    assert "accepts through its advisers: Vic" in text_of(manager.get(page))


def test_terms_of_a_maker_of_another_coworking_lead_back_to_the_list(
    manager: Client, at: Address, rcoop: Coworking, filature: Coworking
) -> None:
    theirs = make_selling_maker(filature, "Lin & Laine")
    waiting = make_agreement(rcoop, theirs.affiliations.get(), accepted=False)
    page = at("desk_terms", theirs.slug, waiting.pk)
    assert page in text_of(manager.get(at("desk_makers")))
    answer = manager.post(page, {"say": "decline"}, follow=True)
    assert answer.redirect_chain == [(at("desk_makers"), 302)]
    assert at("desk_agreement", theirs.slug) in text_of(answer)


# The end


def test_an_agreement_is_ended_knowing_what_it_means(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    agreement = Agreement.objects.get()
    page = at("desk_terms_end", plume.slug, agreement.pk)
    assert page in text_of(manager.get(at("desk_terms", plume.slug, agreement.pk)))
    assert "nothing is to be given back" in text_of(manager.get(page))
    make_placed(rcoop, plume, quantity=3)
    shown = text_of(manager.get(page))
    for words in ("nothing of theirs can be sold", "however little", "3 pieces are here"):
        assert words in shown
    assert 'value="2026-11-30"' in shown
    answer = manager.post(page, {"ends_on": "2026-12-15"}, follow=True)
    agreement.refresh_from_db()
    assert agreement.ends_on == date(2026, 12, 15)
    shown = text_of(answer)
    assert "The last day is noted." in shown
    assert "15 December 2026" in shown
    assert "from 01/01/2026 to 15/12/2026" in text_of(manager.get(at("desk_maker", plume.slug)))


def test_the_shelf_fee_is_told_at_the_end(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    page = at("desk_terms_end", plume.slug, Agreement.objects.get().pk)
    assert "shelf fee" not in text_of(manager.get(page))
    later = make_agreement(
        rcoop, plume.affiliations.get(), starts_on=date(2026, 11, 1), fee="24.20"
    )
    page = at("desk_terms_end", plume.slug, later.pk)
    assert "The shelf fee of €24.20 a month is charged up to that day." in text_of(
        manager.get(page)
    )


@pytest.mark.parametrize(
    ("day", "status", "told"),
    [
        ("2025-12-31", 409, "they do not hold then"),
        ("someday", 400, "Enter a valid date."),
        ("2026-10-15", 409, "October 2026 is closed"),
    ],
)
def test_a_last_day_that_cannot_be_is_refused_at_its_place(
    manager: Client,
    at: Address,
    rcoop: Coworking,
    plume: Maker,
    day: str,
    status: int,
    told: str,
) -> None:
    if day.startswith("2026"):
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05")
        make_closed(rcoop)
    page = at("desk_terms_end", plume.slug, Agreement.objects.get().pk)
    answer = manager.post(page, {"ends_on": day})
    assert answer.status_code == status
    assert told in answer.context["form"].errors["ends_on"][0]
    assert f'value="{day}"' in text_of(answer)
    assert Agreement.objects.get().ends_on is None


def test_terms_nobody_accepted_are_not_ended(
    manager: Client, at: Address, plume: Maker, waiting: Agreement
) -> None:
    page = at("desk_terms", plume.slug, waiting.pk)
    assert at("desk_terms_end", plume.slug, waiting.pk) not in text_of(manager.get(page))
    sent = {"ends_on": "2026-12-31"}
    assert manager.post(at("desk_terms_end", plume.slug, waiting.pk), sent).status_code == 409

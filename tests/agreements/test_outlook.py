"""Where makers stand with a coworking, and what will stop their sales soon."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consign.agreements.models import Affiliation, Agreement
from consign.agreements.operations import end_affiliation
from consign.agreements.outlook import Outlook, Phase, outlooks, phases
from consign.agreements.queries import (
    NoAgreement,
    NoPayee,
    NoVatStatus,
    agreements_at,
    standing_on,
)
from consign.agreements.terms import Offer, decline, end_agreement, propose
from consign.days import day_after
from consign.people.models import Coworking, Maker, VatPeriod
from tests.factories import (
    START,
    any_person,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_selling_maker,
)

DAY = date(2026, 11, 3)


def outlook(coworking: Coworking, maker: Maker, day: date = DAY) -> Outlook:
    (found,) = outlooks(coworking, [maker], day)
    return found


def ending(maker: Maker, last: date) -> Affiliation:
    affiliation = maker.affiliations.get()
    end_affiliation(affiliation=affiliation, ends_on=last, by=None, at=START)
    return affiliation


def test_payee_and_terms_of_the_day_are_found(rcoop: Coworking, plume: Maker) -> None:
    found = outlook(rcoop, plume)
    standing = standing_on(rcoop, plume, DAY)
    assert found.affiliation is not None
    assert (found.affiliation.payee, found.agreement) == (standing.payee, standing.agreement)
    assert (found.gap, found.gap_soon, found.proposed) == (None, None, None)


def test_makers_are_told_in_the_order_asked_for(
    rcoop: Coworking, plume: Maker, terre: Maker
) -> None:
    found = [one.maker for one in outlooks(rcoop, [terre, plume], DAY)]
    assert found == [terre, plume]


@pytest.mark.parametrize("gap", [NoPayee, NoAgreement, NoVatStatus])
def test_gaps_are_those_that_stop_a_sale(rcoop: Coworking, gap: type[Exception]) -> None:
    maker = make_maker()
    if gap is not NoPayee:
        affiliation = make_affiliation(maker)
        if gap is NoVatStatus:
            make_agreement(rcoop, affiliation)
            VatPeriod.objects.filter(entity=affiliation.payee).update(starts_on=date(2027, 1, 1))
    with pytest.raises(gap) as stopped:
        standing_on(rcoop, maker, DAY)
    found = outlook(rcoop, maker).gap
    assert isinstance(found, gap)
    assert str(found) == str(stopped.value)


def test_an_affiliation_that_ends_soon_leaves_a_gap(rcoop: Coworking, plume: Maker) -> None:
    ending(plume, DAY + timedelta(days=59))
    found = outlook(rcoop, plume)
    assert found.gap is None
    assert isinstance(found.gap_soon, NoPayee)
    assert found.gap_soon.details["day"] == DAY + timedelta(days=60)


def test_an_affiliation_that_ends_later_worries_nobody(rcoop: Coworking, plume: Maker) -> None:
    ending(plume, DAY + timedelta(days=60))
    assert outlook(rcoop, plume).gap_soon is None


def test_the_last_day_still_holds(rcoop: Coworking, plume: Maker) -> None:
    ending(plume, DAY)
    assert outlook(rcoop, plume).gap is None
    assert isinstance(outlook(rcoop, plume, DAY + timedelta(days=1)).gap, NoPayee)


def test_the_next_payee_needs_terms_too(rcoop: Coworking, plume: Maker) -> None:
    ending(plume, date(2026, 11, 30))
    following = make_affiliation(plume, make_entity("Dies"), starts_on=date(2026, 12, 1))
    assert isinstance(outlook(rcoop, plume).gap_soon, NoAgreement)
    make_agreement(rcoop, following)
    assert outlook(rcoop, plume).gap_soon is None


def test_terms_that_end_soon_leave_a_gap(rcoop: Coworking, plume: Maker) -> None:
    last = DAY + timedelta(days=30)
    end_agreement(agreement=Agreement.objects.get(), ends_on=last, by=None, at=START)
    found = outlook(rcoop, plume)
    assert (found.gap, found.ending) == (None, None)
    assert isinstance(found.gap_soon, NoAgreement)
    assert found.gap_soon.details["day"] == last + timedelta(days=1)
    make_agreement(rcoop, plume.affiliations.get(), starts_on=last + timedelta(days=1))
    assert outlook(rcoop, plume).gap_soon is None


def test_newer_terms_that_wait_are_told(rcoop: Coworking, plume: Maker) -> None:
    affiliation = plume.affiliations.get()
    current = outlook(rcoop, plume).agreement
    waiting = make_agreement(rcoop, affiliation, percent="25", accepted=False)
    found = outlook(rcoop, plume)
    assert (found.agreement, found.proposed) == (current, waiting)


def test_terms_that_newer_ones_overtook_are_not(rcoop: Coworking, plume: Maker) -> None:
    affiliation = plume.affiliations.get()
    make_agreement(rcoop, affiliation, percent="25", accepted=False)
    newer = make_agreement(rcoop, affiliation, percent="20", starts_on=date(2026, 2, 1))
    found = outlook(rcoop, plume)
    assert (found.agreement, found.proposed) == (newer, None)


def test_terms_at_another_coworking_do_not_count(
    rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    assert isinstance(outlook(filature, plume).gap, NoAgreement)


def test_each_agreement_has_its_phase(rcoop: Coworking, plume: Maker) -> None:
    affiliation = plume.affiliations.get()
    first = agreements_at(rcoop).get()
    second = make_agreement(rcoop, affiliation, starts_on=date(2026, 10, 1))
    later = make_agreement(rcoop, affiliation, starts_on=date(2026, 12, 1))
    waiting = make_agreement(rcoop, affiliation, percent="10", accepted=False)
    declined = make_agreement(rcoop, affiliation, percent="11", accepted=False)
    decline(agreement=declined, by=any_person(), at=START)
    asked = propose(
        coworking=rcoop,
        affiliation=affiliation,
        starts_on=DAY,
        offer=Offer(commission_percent=Decimal(12)),
        by=plume.person,
        at=START,
        by_maker=True,
    )
    found = dict(phases(agreements_at(rcoop), DAY))
    assert found == {
        first: Phase.PAST,
        second: Phase.IN_FORCE,
        later: Phase.LATER,
        waiting: Phase.PROPOSED,
        declined: Phase.DECLINED,
        asked: Phase.ASKED,
    }


def test_one_of_each_maker_and_coworking_is_in_force(
    rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
) -> None:
    make_agreement(filature, plume.affiliations.get(), starts_on=date(2026, 10, 1))
    found = [phase for _agreement, phase in phases(Agreement.objects.all(), DAY)]
    assert found == [Phase.IN_FORCE] * 3


def test_terms_that_were_ended_are_over_the_day_after(rcoop: Coworking, plume: Maker) -> None:
    end_agreement(agreement=Agreement.objects.get(), ends_on=DAY, by=None, at=START)
    told = [dict(phases(agreements_at(rcoop), day)).popitem()[1] for day in (DAY, day_after(DAY))]
    assert told == [Phase.IN_FORCE, Phase.PAST]


def test_no_terms_are_in_force_without_a_payee(rcoop: Coworking, plume: Maker) -> None:
    ending(plume, date(2026, 10, 31))
    assert [phase for _agreement, phase in phases(agreements_at(rcoop), DAY)] == [Phase.PAST]


def test_terms_of_an_affiliation_to_come_are_for_later(rcoop: Coworking, plume: Maker) -> None:
    ending(plume, date(2026, 11, 30))
    following = make_affiliation(plume, make_entity("Dies"), starts_on=date(2026, 12, 1))
    early = make_agreement(rcoop, following, starts_on=date(2026, 11, 1))
    assert dict(phases(agreements_at(rcoop), DAY))[early] == Phase.LATER


def test_three_makers_cost_as_many_queries_as_one(rcoop: Coworking) -> None:
    makers = [make_selling_maker(rcoop, f"Maker {index}") for index in range(3)]
    counts = []
    for asked in (makers[:1], makers):
        with CaptureQueriesContext(connection) as queries:
            outlooks(rcoop, asked, DAY)
        counts.append(len(queries))
    assert counts == [3, 3]

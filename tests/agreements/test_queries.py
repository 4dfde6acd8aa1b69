"""Who is paid, on which terms, on a day; and who may read whose terms."""

from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.models import Affiliation, Agreement
from consign.agreements.queries import (
    NoAgreement,
    NoPayee,
    NoVatStatus,
    affiliation_on,
    affiliations_of,
    affiliations_seen_by,
    agreement_on,
    agreements_at,
    agreements_of,
    agreements_seen_by,
    agreements_through,
    asked_at,
    coworkings_for,
    coworkings_to_ask,
    legal_entities_managed_by,
    makers_at,
    makers_kept_by,
    makers_managed_by,
    makers_seen_by,
    proposals_through,
    proposals_to,
    standing_on,
)
from consign.agreements.terms import Offer, accept, agree, decline, end_agreement, propose
from consign.people.models import Coworking, LegalEntity, Maker, Role, User, VatStatus
from consign.people.operations import add_adviser
from tests.factories import (
    LONG_AGO,
    START,
    any_person,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_member,
    make_selling_maker,
    moment,
)

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 1)


def affiliation_of(maker: Maker) -> Affiliation:
    return maker.affiliations.get()


def payee_of(maker: Maker) -> LegalEntity:
    return affiliation_of(maker).payee


class TestOnADay:
    def test_an_affiliation_holds_on_its_first_and_last_day(self) -> None:
        maker = make_maker()
        made = make_affiliation(maker, starts_on=date(2026, 6, 1), ends_on=JUNE)
        told = [affiliation_on(maker, day) for day in (MAY, date(2026, 6, 1), JUNE, JULY)]
        assert told == [None, made, made, None]

    def test_of_the_accepted_terms_the_latest_that_has_begun_hold(self, rcoop: Coworking) -> None:
        affiliation = make_affiliation(make_maker())
        first = make_agreement(rcoop, affiliation)
        later = make_agreement(rcoop, affiliation, percent="25", starts_on=JULY)
        make_agreement(rcoop, affiliation, percent="20", starts_on=JUNE, accepted=False)
        assert agreement_on(rcoop, affiliation, JUNE) == first
        assert agreement_on(rcoop, affiliation, JULY) == later
        assert agreement_on(rcoop, affiliation, date(2025, 12, 31)) is None

    def test_a_sale_is_decided_by_payee_vat_status_and_terms(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        standing = standing_on(rcoop, plume, JULY)
        assert standing.payee == payee_of(plume)
        assert standing.vat_status == VatStatus.LIABLE
        assert standing.agreement.affiliation == affiliation_of(plume)

    def test_each_gap_stops_it_with_its_place(
        self, rcoop: Coworking, filature: Coworking, plume: Maker
    ) -> None:
        with pytest.raises(
            NoPayee, match="Comme une plume has no payee on 31 December 2025"
        ) as gap:
            standing_on(rcoop, plume, date(2025, 12, 31), place="lines.0")
        assert (gap.value.code, gap.value.place) == ("no_payee", "lines.0")
        with pytest.raises(NoAgreement, match="with La Filature on 1 July 2026") as no_terms:
            standing_on(filature, plume, JULY, place="lines.1")
        assert (no_terms.value.code, no_terms.value.place) == ("no_agreement", "lines.1")
        payee_of(plume).vat_periods.all().delete()
        with pytest.raises(NoVatStatus, match="Comme une plume payee") as no_status:
            standing_on(rcoop, plume, JULY, place="lines.2")
        assert (no_status.value.code, no_status.value.place) == ("no_vat_status", "lines.2")


class TestWhereAMakerSells:
    def test_only_where_accepted_terms_hold(
        self, rcoop: Coworking, filature: Coworking, plume: Maker
    ) -> None:
        make_agreement(filature, affiliation_of(plume), starts_on=JULY)
        assert list(coworkings_for(plume, JUNE)) == [rcoop]
        assert list(coworkings_for(plume, JULY)) == [filature, rcoop]

    def test_not_where_they_only_wait(self, rcoop: Coworking, filature: Coworking) -> None:
        maker = make_maker()
        make_agreement(filature, make_affiliation(maker), accepted=False)
        assert not coworkings_for(maker, JULY).exists()

    def test_not_once_the_affiliation_has_ended_whoever_else_sells_there(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        maker = make_maker("Gone")
        make_agreement(rcoop, make_affiliation(maker, ends_on=JUNE))
        assert list(coworkings_for(maker, JUNE)) == [rcoop]
        assert list(coworkings_for(maker, JULY)) == []

    def test_not_before_the_affiliation_has_begun(self, rcoop: Coworking) -> None:
        maker = make_maker("Early")
        make_agreement(rcoop, make_affiliation(maker, starts_on=JULY), starts_on=LONG_AGO)
        assert list(coworkings_for(maker, JUNE)) == []
        assert list(coworkings_for(maker, JULY)) == [rcoop]

    def test_not_once_the_terms_have_ended(self, rcoop: Coworking, plume: Maker) -> None:
        end_agreement(agreement=Agreement.objects.get(), ends_on=JUNE, by=None, at=START)
        assert list(coworkings_for(plume, JUNE)) == [rcoop]
        assert list(coworkings_for(plume, JULY)) == []

    def test_terms_under_the_affiliation_before_are_not_enough(self, rcoop: Coworking) -> None:
        maker = make_maker("Moved")
        make_agreement(rcoop, make_affiliation(maker, ends_on=JUNE))
        make_affiliation(maker, make_entity("New"), starts_on=JULY)
        assert list(coworkings_for(maker, JULY)) == []


class TestLists:
    def test_a_coworkings_agreements_are_listed_by_maker_latest_first(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        later = make_agreement(rcoop, affiliation_of(plume), starts_on=JULY)
        make_agreement(filature, affiliation_of(plume))
        found = list(agreements_at(rcoop))
        assert [one.affiliation.maker for one in found] == [plume, plume, terre]
        assert found[0] == later

    def test_a_makers_agreements_and_affiliations_latest_first(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        make_agreement(filature, affiliation_of(plume), accepted=False)
        assert [one.coworking for one in agreements_of(plume)] == [filature, rcoop]
        earlier = make_affiliation(plume, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
        assert list(affiliations_of(plume))[1:] == [earlier]

    def test_makers_at_a_coworking_are_those_it_ever_proposed_terms_to(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        make_agreement(rcoop, affiliation_of(plume), starts_on=JULY)
        waiting = make_maker("Waiting")
        make_agreement(rcoop, make_affiliation(waiting), accepted=False)
        make_selling_maker(filature, "Elsewhere")
        assert list(makers_at(rcoop)) == [plume, terre, waiting]

    def test_a_payees_agreements_are_those_that_bind_it(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        make_agreement(filature, affiliation_of(plume), accepted=False)
        found = agreements_through(payee_of(plume))
        assert {one.coworking for one in found} == {rcoop, filature}
        assert {one.affiliation.maker for one in found} == {plume}


class TestProposals:
    def waiting(self, maker: Maker, day: date = JULY) -> list[Agreement]:
        return list(proposals_to(maker, day))

    def test_what_was_accepted_waits_no_more(self, rcoop: Coworking) -> None:
        maker = make_maker()
        agreement = make_agreement(rcoop, make_affiliation(maker), accepted=False)
        assert self.waiting(maker) == [agreement]
        accept(agreement=agreement, by=any_person(), at=START)
        assert self.waiting(maker) == []

    def test_what_could_no_longer_hold_does_not_wait(self, rcoop: Coworking) -> None:
        maker = make_maker()
        agreement = make_agreement(rcoop, make_affiliation(maker, ends_on=JUNE), accepted=False)
        assert self.waiting(maker, JUNE) == [agreement]
        assert self.waiting(maker, JULY) == []

    def test_what_others_have_overtaken_does_not_wait(
        self, rcoop: Coworking, filature: Coworking
    ) -> None:
        maker = make_maker()
        affiliation = make_affiliation(maker)

        def proposed(coworking: Coworking, percent: int, day: str) -> Agreement:
            return propose(
                coworking=coworking,
                affiliation=affiliation,
                starts_on=LONG_AGO,
                offer=Offer(commission_percent=Decimal(percent)),
                by=None,
                at=moment(day),
            )

        early, accepted = proposed(rcoop, 30, "2026-01-02"), proposed(rcoop, 25, "2026-01-03")
        later, elsewhere = proposed(rcoop, 20, "2026-01-04"), proposed(filature, 30, "2026-01-02")
        assert set(self.waiting(maker)) == {early, accepted, later, elsewhere}
        accept(agreement=accepted, by=any_person(), at=moment("2026-01-05"))
        assert set(self.waiting(maker)) == {later, elsewhere}

    def test_what_was_declined_does_not_wait(self, rcoop: Coworking) -> None:
        maker = make_maker()
        agreement = make_agreement(rcoop, make_affiliation(maker), accepted=False)
        decline(agreement=agreement, by=any_person(), at=START)
        assert self.waiting(maker) == []

    def test_what_a_maker_asks_for_waits_for_the_coworking_first(
        self, rcoop: Coworking, filature: Coworking, plume: Maker
    ) -> None:
        asked = propose(
            coworking=rcoop,
            affiliation=affiliation_of(plume),
            starts_on=JULY,
            offer=Offer(commission_percent=Decimal(25)),
            by=plume.person,
            at=moment("2026-02-01"),
            by_maker=True,
        )
        assert list(asked_at(rcoop, JULY)) == [asked]
        assert not asked_at(filature, JULY).exists()
        assert self.waiting(plume) == []
        agree(agreement=asked, by=any_person(), at=moment("2026-02-02"))
        assert not asked_at(rcoop, JULY).exists()
        assert self.waiting(plume) == list(proposals_through(payee_of(plume), JULY)) == [asked]

    def test_a_maker_asks_where_they_were_asked_before(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        assert list(coworkings_to_ask(plume)) == [rcoop]
        make_agreement(filature, affiliation_of(plume), accepted=False)
        assert list(coworkings_to_ask(plume)) == [filature, rcoop]
        assert list(coworkings_to_ask(terre)) == [rcoop]


class TestWhoReadsWhat:
    @pytest.fixture(autouse=True)
    def world(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker, vic: User
    ) -> None:
        """Two makers at Rcoop, one at La Filature, one nobody has proposed terms to.

        Vic advises Plume's payee; Fil manages La Filature.
        """
        make_selling_maker(filature, "Elsewhere")
        make_maker("New")
        add_adviser(entity=payee_of(plume), user=vic, by=None, at=START)

    @pytest.fixture
    def fil(self, filature: Coworking, ben: User) -> User:
        return make_member(filature, ben, Role.MANAGER)

    def test_agreements(
        self, rcoop: Coworking, ada: User, dan: User, cleo: User, vic: User, fil: User
    ) -> None:
        def makers(user: User) -> list[str]:
            return sorted(one.affiliation.maker.name for one in agreements_seen_by(user))

        assert makers(ada) == makers(vic) == ["Comme une plume"]
        assert makers(cleo) == ["Comme une plume", "Terre de Ben"]
        assert makers(fil) == ["Elsewhere", "Terre de Ben"]
        assert makers(dan) == []

    def test_affiliations(self, ada: User, dan: User, cleo: User, vic: User, fil: User) -> None:
        def makers(user: User) -> list[str]:
            return sorted(one.maker.name for one in affiliations_seen_by(user))

        assert makers(ada) == makers(vic) == ["Comme une plume"]
        assert makers(cleo) == makers(fil) == ["Comme une plume", "Elsewhere", "Terre de Ben"]
        assert makers(dan) == []

    def test_makers(self, ada: User, dan: User, cleo: User, vic: User, fil: User) -> None:
        def names(user: User) -> list[str]:
            return sorted(maker.name for maker in makers_seen_by(user))

        assert names(ada) == names(vic) == ["Comme une plume"]
        assert names(dan) == ["Comme une plume", "Terre de Ben"]
        everybody = ["Comme une plume", "Elsewhere", "New", "Terre de Ben"]
        assert names(cleo) == names(fil) == everybody

    def test_makers_whose_pieces_are_theirs_to_keep(
        self, ada: User, dan: User, cleo: User, vic: User, fil: User
    ) -> None:
        def managed(user: User) -> list[str]:
            return sorted(maker.name for maker in makers_managed_by(user))

        def kept(user: User) -> list[str]:
            return sorted(maker.name for maker in makers_kept_by(user))

        assert managed(cleo) == kept(cleo) == ["Comme une plume", "New", "Terre de Ben"]
        assert managed(fil) == ["Elsewhere", "New"]
        assert kept(fil) == ["Elsewhere", "New", "Terre de Ben"]
        assert (managed(ada), kept(ada)) == ([], ["Comme une plume"])
        assert [managed(user) + kept(user) for user in (dan, vic)] == [[], []]

    def test_a_proposal_alone_gives_nobody_a_say(
        self, rcoop: Coworking, cleo: User, fil: User
    ) -> None:
        """Every manager still keeps who has accepted nothing; then only those who were accepted."""
        wooed = make_maker("Wooed")
        affiliation = make_affiliation(wooed)
        make_agreement(rcoop, affiliation, accepted=False)
        assert [wooed in makers_managed_by(user) for user in (cleo, fil)] == [True, True]
        make_agreement(rcoop, affiliation, percent="25")
        assert [wooed in makers_managed_by(user) for user in (cleo, fil)] == [True, False]

    def test_legal_entities_a_manager_keeps(self, ada: User, cleo: User, fil: User) -> None:
        make_entity("Nobody's yet")

        def names(user: User) -> list[str]:
            return sorted(entity.legal_name for entity in legal_entities_managed_by(user))

        assert names(cleo) == [
            "Comme une plume payee",
            "Nobody's yet",
            "Rcoop SC",
            "Terre de Ben payee",
        ]
        assert names(fil) == ["Elsewhere payee", "La Filature SC", "Nobody's yet"]
        assert names(ada) == []

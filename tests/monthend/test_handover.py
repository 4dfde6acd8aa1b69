"""Both lists of a handover: what is on them, what they are worth, and who reads which."""

from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.models import Affiliation, CommissionVat
from consign.monthend.handover import Handover, handover_to
from consign.monthend.moving import move_maker
from consign.monthend.terms import accept
from consign.people.models import Coworking, LegalEntity, Maker, Role, User, VatStatus
from consign.people.operations import add_adviser
from consign.stock.operations import give_back
from tests.factories import (
    START,
    any_person,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_member,
    make_person,
    make_placed,
    make_sale,
    moment,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
MOVE = date(2026, 11, 15)
LATER = moment("2027-03-01")


@kept
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC", vat=VatStatus.LIABLE)


@kept
def laine(rcoop: Coworking, ada: User) -> Maker:
    """Ada's project; its payee, exempt from VAT, gets 80 % of the price of a lost piece."""
    maker = make_maker("Laine", person=ada)
    make_agreement(rcoop, make_affiliation(maker, make_entity("JYB SC")), loss_percent="80")
    return maker


@kept
def move(laine: Maker, dies: LegalEntity) -> Affiliation:
    return move_maker(
        maker=laine,
        payee=dies,
        starts_on=MOVE,
        project_code="P-12",
        same_terms=True,
        by=any_person(),
        at=moment("2026-11-03"),
    )


def adviser(entity: LegalEntity, name: str) -> User:
    user = make_person(name)
    add_adviser(entity=entity, user=user, by=None, at=START)
    return user


def read(user: User, move: Affiliation, at: str = "2027-03-01", where: str = "rcoop") -> Handover:
    found = handover_to(user, move.pk, where, moment(at))
    assert found is not None
    return found


def test_the_same_pieces_with_the_same_codes_are_withdrawn_and_deposited(
    rcoop: Coworking, laine: Maker, move: Affiliation, dies: LegalEntity, ada: User
) -> None:
    bonnets = make_placed(rcoop, laine, "Bonnet", price="121.00", quantity=3)
    mittens = make_placed(rcoop, laine, "Gants", price="20.00")
    found = read(ada, move)
    closing, deposit = found.closing, found.deposit
    assert closing is not None
    assert deposit is not None
    for side in (closing, deposit):
        assert [(piece.code, piece.quantity, piece.price) for piece in side.pieces] == [
            (bonnets.item.code, 3, Decimal("121.00")),
            (mittens.item.code, 1, Decimal("20.00")),
        ]
        assert (side.count, side.total) == (4, Decimal("383.00"))
    assert (closing.payee.legal_name, closing.day, closing.vat_status) == (
        "JYB SC",
        date(2026, 11, 14),
        VatStatus.EXEMPT,
    )
    assert (deposit.payee, deposit.day, deposit.project_code) == (dies, MOVE, "P-12")
    assert found.reference == f"H-rcoop-{move.pk}"


def test_each_list_values_a_lost_piece_by_its_own_terms(
    rcoop: Coworking, laine: Maker, move: Affiliation, ada: User
) -> None:
    """80 % of 121.00; the new payee is liable, so 21.00 of VAT is no part of it."""
    make_placed(rcoop, laine, "Écharpe", price="121.00", quantity=3)
    found = read(ada, move)
    values = [[piece.value for piece in side.pieces] for side in found.sides]
    assert values == [[Decimal("96.80")], [Decimal("80.00")]]
    assert [side.total_value for side in found.sides] == [Decimal("290.40"), Decimal("240.00")]


def test_a_liability_that_begins_with_the_move_counts_from_then(
    rcoop: Coworking, laine: Maker, move: Affiliation, dies: LegalEntity, ada: User
) -> None:
    dies.vat_periods.update(starts_on=MOVE)
    make_placed(rcoop, laine, "Écharpe", price="121.00")
    deposit = read(ada, move).deposit
    assert deposit is not None
    assert deposit.vat_status == VatStatus.LIABLE
    assert deposit.total_value == Decimal("80.00")


def test_the_lists_stand_still_once_the_day_has_come(
    rcoop: Coworking, laine: Maker, move: Affiliation, ada: User
) -> None:
    """Midnight in Brussels decides: a piece brought a minute after it is the new payee's alone."""
    accept(agreement=move.agreements.get(), by=ada, at=moment("2026-11-04"))
    placed = make_placed(rcoop, laine, "Écharpe", quantity=2, at=moment("2026-11-14 22:59"))
    make_placed(rcoop, laine, "Bonnet", at=moment("2026-11-14 23:00"))
    before = read(ada, move, at="2026-11-15 09:00")
    give_back(placement=placed, quantity=1, by=any_person(), at=moment("2026-11-20"))
    assert [side.count for side in before.sides] == [2, 2]
    assert read(ada, move) == before
    assert before.as_of is None


def test_before_the_day_they_tell_what_is_there_now(
    rcoop: Coworking, laine: Maker, move: Affiliation, ada: User
) -> None:
    item = make_placed(rcoop, laine, "Écharpe", quantity=2).item
    make_sale(rcoop, item, at="2026-11-05")
    early, late = read(ada, move, at="2026-11-04"), read(ada, move, at="2026-11-10")
    assert [side.count for side in early.sides] == [2, 2]
    assert [side.count for side in late.sides] == [1, 1]
    assert late.as_of == moment("2026-11-10")


def test_terms_that_wait_are_told_until_they_are_accepted(
    rcoop: Coworking, move: Affiliation, ada: User
) -> None:
    deposit = read(ada, move).deposit
    assert deposit is not None
    assert deposit.agreement is not None
    assert deposit.agreement.accepted_at is None
    accept(agreement=deposit.agreement, by=ada, at=moment("2026-11-04"))
    again = read(ada, move).deposit
    assert again is not None
    assert again.agreement is not None
    assert again.agreement.accepted_by == ada


def test_without_terms_a_piece_has_no_agreed_value(
    rcoop: Coworking, laine: Maker, dies: LegalEntity, ada: User
) -> None:
    made = move_maker(maker=laine, payee=dies, starts_on=MOVE, by=ada, at=START)
    make_placed(rcoop, laine, "Écharpe")
    deposit = read(ada, made).deposit
    assert deposit is not None
    assert (deposit.agreement, deposit.pieces[0].value, deposit.total_value) == (None, None, None)


def test_an_empty_shelf_is_worth_nothing(move: Affiliation, ada: User) -> None:
    assert [(side.count, side.total, side.total_value) for side in read(ada, move).sides] == [
        (0, Decimal("0.00"), Decimal("0.00"))
    ] * 2


class TestReaders:
    def test_the_maker_and_managers_read_both_lists(
        self, move: Affiliation, ada: User, cleo: User
    ) -> None:
        for user in (ada, cleo):
            found = read(user, move)
            assert found.closing is not None
            assert found.deposit is not None

    def test_advisers_read_the_list_of_their_payee_alone(
        self, move: Affiliation, laine: Maker, dies: LegalEntity
    ) -> None:
        old = laine.affiliations.order_by("starts_on")[0].payee
        left, right = read(adviser(old, "otto"), move), read(adviser(dies, "claire"), move)
        assert [side.payee for side in left.sides] == [old]
        assert [side.payee for side in right.sides] == [dies]
        assert (left.deposit, right.closing) == (None, None)

    @pytest.mark.parametrize("who", ["ben", "dan", "vic"])
    def test_nobody_else_reads_any(
        self, move: Affiliation, who: str, request: pytest.FixtureRequest
    ) -> None:
        assert handover_to(request.getfixturevalue(who), move.pk, "rcoop", LATER) is None

    def test_managers_of_another_coworking_read_nothing_of_this_one(
        self, move: Affiliation, filature: Coworking
    ) -> None:
        """Not even after they have proposed terms of their own."""
        make_agreement(filature, move, accepted=False, vat=CommissionVat.INCLUDED)
        olga = make_member(filature, make_person("olga"), Role.MANAGER)
        for where in ("rcoop", "la-filature"):
            assert handover_to(olga, move.pk, where, LATER) is None

    def test_without_a_move_there_is_no_handover(
        self, laine: Maker, move: Affiliation, ada: User
    ) -> None:
        first = laine.affiliations.order_by("starts_on")[0]
        assert handover_to(ada, first.pk, "rcoop", LATER) is None
        assert handover_to(ada, 10**9, "rcoop", LATER) is None
        assert handover_to(ada, move.pk, "nowhere", LATER) is None
        gap = make_maker("Trou", person=ada)
        make_affiliation(gap, ends_on=date(2026, 11, 10))
        late = make_affiliation(gap, make_entity("Next"), starts_on=MOVE)
        assert handover_to(ada, late.pk, "rcoop", LATER) is None

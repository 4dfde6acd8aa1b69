"""Who is who: reads give each person exactly what is theirs."""

from datetime import date

import pytest

from consign.people.models import Coworking, Role, Scope, Token, User, VatStatus
from consign.people.operations import (
    add_adviser,
    issue_token,
    revoke_token,
    set_vat_status,
)
from consign.people.queries import (
    active_person,
    advisers,
    bank_account_on,
    bank_accounts_of,
    bank_accounts_on,
    coworkings,
    desks_of,
    entities_of,
    everybody,
    legal_entities,
    legal_entities_seen_by,
    makers,
    makers_of,
    makers_with_people,
    managed_by,
    memberships,
    memberships_of,
    token_digest,
    token_with,
    tokens_of,
    vat_on,
    vat_periods_of,
)
from tests.factories import (
    IBANS,
    LONG_AGO,
    START,
    make_account,
    make_entity,
    make_maker,
    make_member,
    make_person,
    moment,
)

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)


def test_a_vat_status_holds_until_the_next_begins() -> None:
    entity = make_entity(vat=VatStatus.EXEMPT)
    set_vat_status(entity=entity, status=VatStatus.LIABLE, starts_on=JULY, by=None, at=START)
    told = [vat_on(entity, day) for day in (date(2025, 12, 31), LONG_AGO, date(2026, 6, 30), JULY)]
    assert told == [None, VatStatus.EXEMPT, VatStatus.EXEMPT, VatStatus.LIABLE]
    assert [period.starts_on for period in vat_periods_of(entity)] == [JULY, LONG_AGO]


def test_an_account_holds_until_the_next_begins() -> None:
    entity, other, without = make_entity(), make_entity("Other"), make_entity("None", bank=False)
    make_account(entity, starts_on=JULY)
    before, then = bank_account_on(entity, date(2026, 6, 30)), bank_account_on(entity, JULY)
    assert before is not None
    assert then is not None
    assert (before.iban, then.iban) == IBANS
    assert bank_account_on(entity, date(2025, 12, 31)) is None
    assert [account.holder for account in bank_accounts_of(entity)] == ["New", "Payee"]

    known = bank_accounts_on([entity, other, without], JULY)
    assert {pk: account.iban for pk, account in known.items()} == {
        entity.pk: IBANS[1],
        other.pk: IBANS[0],
    }


def test_desks_and_managements_are_told_apart(
    rcoop: Coworking, filature: Coworking, dan: User, vic: User
) -> None:
    make_member(filature, dan, Role.MANAGER)
    assert [found.name for found in coworkings()] == ["La Filature", "Rcoop"]
    assert list(desks_of(dan)) == [filature, rcoop]
    assert list(managed_by(dan)) == [filature]
    assert [(told.coworking, told.role) for told in memberships_of(dan)] == [
        (filature, Role.MANAGER),
        (rcoop, Role.DESK),
    ]
    assert not desks_of(vic).exists()
    assert not managed_by(vic).exists()


def test_a_person_runs_their_own_projects(ada: User, ben: User) -> None:
    for name, who in (("Plume", ada), ("Laine", ada), ("Terre", ben), ("Alone", None)):
        make_maker(name, person=who)
    assert [maker.name for maker in makers_of(ada)] == ["Laine", "Plume"]


def test_advisers_read_the_entities_they_advise_and_managers_all(
    rcoop: Coworking, vic: User, dan: User, cleo: User
) -> None:
    advised = make_entity("Dies SC")
    make_entity("Another")
    add_adviser(entity=advised, user=vic, by=None, at=START)
    assert list(entities_of(vic)) == list(legal_entities_seen_by(vic)) == [advised]
    assert not legal_entities_seen_by(dan).exists()
    everything = ["Another", "Dies SC", "Rcoop SC"]
    assert [entity.legal_name for entity in legal_entities_seen_by(cleo)] == everything
    assert [entity.legal_name for entity in legal_entities()] == everything


def test_keys_are_listed_newest_first_until_they_are_revoked(vic: User, ada: User) -> None:
    keys = [
        issue_token(user=who, name=name, scopes=[Scope.READ], by=who, at=moment(day))
        for who, name, day in (
            (vic, "old", "2026-01-02"),
            (vic, "new", "2026-01-03"),
            (vic, "lost", "2026-01-04"),
            (ada, "hers", "2026-01-05"),
        )
    ]
    lost = Token.objects.get(name="lost")
    revoke_token(token=lost, by=vic, at=moment("2026-01-05"))
    assert [token.name for token in tokens_of(vic)] == ["new", "old"]
    # A revoked one is still recognised, so that the answer can say what is wrong with it.
    assert token_with(token_digest(keys[2])) == lost
    assert token_with(token_digest("consign_unknown")) is None


def test_who_can_sign_in_as_what(
    rcoop: Coworking, filature: Coworking, dan: User, cleo: User, ada: User, ben: User, vic: User
) -> None:
    """Who has left is in none of these lists."""
    make_member(filature, dan)
    gone = make_member(rcoop, make_person("gone"))
    plume = make_maker("Plume", person=ada)
    make_maker("Alone")
    make_maker("Left", person=gone)
    entity = make_entity("Dies SC")
    for adviser in (vic, gone):
        add_adviser(entity=entity, user=adviser, by=None, at=START)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    assert [(one.coworking.name, one.user.name) for one in memberships()] == [
        ("La Filature", "Dan"),
        ("Rcoop", "Cleo"),
        ("Rcoop", "Dan"),
    ]
    assert list(makers_with_people()) == [plume]
    assert [(one.entity, one.user) for one in advisers()] == [(entity, vic)]
    assert [maker.name for maker in makers()] == ["Alone", "Left", "Plume"]


def test_everybody_is_who_can_sign_in(ada: User, vic: User) -> None:
    User.objects.filter(pk=vic.pk).update(is_active=False)
    assert list(everybody()) == [ada]
    assert active_person(" ADA@example.org ") == ada
    assert active_person("vic@example.org") is None
    assert active_person("") is None

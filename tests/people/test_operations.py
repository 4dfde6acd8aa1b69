"""People, coworkings, makers and the legal entities behind them are entered once and well."""

from datetime import date
from typing import Any

import pytest
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks

from consign.journal.checks import problems
from consign.journal.models import Event
from consign.people.accounts import BadIban
from consign.people.models import (
    Contact,
    Coworking,
    Kind,
    LegalEntity,
    Maker,
    Membership,
    Role,
    Scope,
    Token,
    User,
    VatPeriod,
    VatStatus,
)
from consign.people.operations import (
    AlreadyKnown,
    BadCardDays,
    BadEnterpriseNumber,
    BadPayoutDay,
    NoName,
    add_adviser,
    add_coworking,
    add_legal_entity,
    add_maker,
    add_member,
    add_payee,
    add_person,
    invite_maker,
    issue_token,
    note_token_use,
    person,
    revoke_token,
    set_card_days,
    set_language,
    set_payout_day,
    set_vat_status,
)
from consign.people.queries import bank_account_on, token_digest, token_with, vat_on
from tests.factories import IBANS, START, enterprise_number, make_entity, make_person, moment

pytestmark = pytest.mark.django_db
ADDRESS: dict[str, Any] = {"street": "Rue des Artisans 1", "postcode": "1050", "town": "Ixelles"}


def entity_told(**changes: Any) -> dict[str, Any]:
    return {
        "kind": Kind.SELF_EMPLOYED,
        "legal_name": "Julie Lemaire",
        "enterprise_number": enterprise_number(1),
        **ADDRESS,
        "by": None,
        "at": START,
        **changes,
    }


class TestPeople:
    def test_a_person_is_known_by_the_mail_address_whatever_its_case(self) -> None:
        julie = add_person(email=" Julie@example.org ", name=" Julie ", language="fr", at=START)
        assert (julie.email, julie.name, julie.created_at) == ("Julie@example.org", "Julie", START)
        assert User.objects.get_by_natural_key("jULIE@example.org") == julie
        with pytest.raises(AlreadyKnown, match=r"JULIE@example\.org") as refused:
            add_person(email="JULIE@example.org", name="Other", language="en", at=START)
        assert (refused.value.code, refused.value.place) == ("already_known", "email")
        assert User.objects.count() == 1

    def test_without_a_password_only_a_mailed_link_lets_a_person_in(self) -> None:
        assert not make_person("julie").has_usable_password()
        assert make_person("dan", password="a long word").check_password("a long word")

    def test_somebody_known_is_found_and_anybody_else_is_added(self) -> None:
        julie = make_person("julie")
        told: dict[str, Any] = {"name": "Other", "language": "nl", "at": START}
        assert person(email=" JULIE@example.org", **told) == julie
        added = person(email="new@example.org", **told)
        assert (added.name, added.language) == ("Other", "nl")

    def test_a_language_is_kept_and_noted_once(self, vic: User) -> None:
        set_language(by=vic, language="nl", at=START)
        vic.refresh_from_db()
        set_language(by=vic, language="nl", at=START)
        assert vic.language == "nl"
        (event,) = Event.objects.filter(verb="language")
        assert event.facts == {"language": "nl"}


class TestLegalEntities:
    @pytest.mark.parametrize("typed", ["{}", "BE {}", "BE{}", " {} "])
    def test_a_number_is_kept_as_ten_digits(self, typed: str) -> None:
        dotted = "0428.759.497"
        entity = add_legal_entity(**entity_told(enterprise_number=typed.format(dotted)))
        assert entity.enterprise_number == "0428759497"

    @pytest.mark.parametrize("typed", ["0428759498", "42", "", "NL428759497B01", "abc"])
    def test_a_number_whose_digits_do_not_fit_is_refused(self, typed: str) -> None:
        with pytest.raises(BadEnterpriseNumber) as refused:
            add_legal_entity(**entity_told(enterprise_number=typed))
        assert refused.value.place == "enterprise_number"
        assert not LegalEntity.objects.exists()

    def test_a_number_has_one_entity(self) -> None:
        add_legal_entity(**entity_told())
        with pytest.raises(AlreadyKnown) as refused:
            add_legal_entity(**entity_told(legal_name="Other"))
        assert refused.value.place == "enterprise_number"
        assert LegalEntity.objects.get().legal_name == "Julie Lemaire"
        assert list(problems()) == []

    def test_the_vat_status_holds_from_a_day_on(self) -> None:
        entity = make_entity(vat=VatStatus.EXEMPT)
        set_vat_status(
            entity=entity, status=VatStatus.LIABLE, starts_on=date(2026, 7, 1), by=None, at=START
        )
        assert vat_on(entity, date(2026, 6, 30)) == VatStatus.EXEMPT
        assert vat_on(entity, date(2026, 7, 1)) == VatStatus.LIABLE

    def test_what_is_said_of_the_same_day_again_replaces_it(self) -> None:
        entity = make_entity(vat=VatStatus.EXEMPT)
        for status in VatStatus:
            set_vat_status(
                entity=entity, status=status, starts_on=date(2026, 7, 1), by=None, at=START
            )
        assert VatPeriod.objects.filter(entity=entity).count() == 2
        assert vat_on(entity, date(2026, 7, 1)) == VatStatus.EXEMPT

    def test_an_adviser_is_added_once(self, vic: User) -> None:
        entity = make_entity()
        for _again in range(2):
            add_adviser(entity=entity, user=vic, by=None, at=START)
        assert Contact.objects.get().user == vic

    def test_the_journal_holds_numbers_and_no_personal_data(self) -> None:
        entity = make_entity("Julie Lemaire")
        told = [f"{event.subject} {event.facts}" for event in Event.objects.all()]
        assert f"entity {entity.pk} {{}}" in told
        assert not any(word in " ".join(told) for word in ("Julie", IBANS[0]))


class TestPayees:
    def payee(self, **changes: Any) -> LegalEntity:
        told = {"vat_status": VatStatus.EXEMPT, "since": date(2026, 3, 1), **changes}
        return add_payee(**entity_told(**told))

    def test_a_payee_has_all_it_needs_from_a_day_on(self, vic: User) -> None:
        payee = self.payee(iban="BE71 0961 2345 6769", holder=" Lemaire J. ", by=vic)
        assert vat_on(payee, date(2026, 3, 1)) == VatStatus.EXEMPT
        assert vat_on(payee, date(2026, 2, 28)) is None
        account = bank_account_on(payee, date(2026, 3, 1))
        assert account is not None
        assert (account.iban, account.holder) == (IBANS[0], "Lemaire J.")
        assert {event.by for event in Event.objects.all()} == {vic}

    def test_an_account_without_another_holder_is_in_the_legal_name(self) -> None:
        account = bank_account_on(self.payee(iban=IBANS[0], holder=" "), date(2026, 3, 1))
        assert account is not None
        assert account.holder == "Julie Lemaire"

    def test_of_a_long_legal_name_a_transfer_carries_the_beginning(self) -> None:
        payee = self.payee(legal_name="Coopérative " * 10, iban=IBANS[0])
        account = bank_account_on(payee, date(2026, 3, 1))
        assert account is not None
        assert account.holder == payee.legal_name[:70]

    def test_the_account_may_follow_later(self) -> None:
        assert bank_account_on(self.payee(iban=" "), date(2026, 3, 1)) is None

    def test_a_wrong_account_leaves_nothing_behind(self) -> None:
        with pytest.raises(BadIban):
            self.payee(iban="BE71 0961 2345 6768")
        assert not LegalEntity.objects.exists()
        assert not VatPeriod.objects.exists()
        assert not Event.objects.exists()


class TestCoworkings:
    @pytest.mark.parametrize("days", [0, 1, 30])
    def test_card_days_are_kept_and_told_to_the_journal_once(
        self, rcoop: Coworking, vic: User, days: int
    ) -> None:
        for _again in range(2):
            assert set_card_days(coworking=rcoop, days=days, by=vic, at=START).card_days == days
        told = Event.objects.get(verb="set card days")
        assert (told.by, told.facts) == (vic, {"days": days})

    @pytest.mark.parametrize("days", [-1, 31])
    def test_card_days_out_of_range_are_refused(self, rcoop: Coworking, days: int) -> None:
        with pytest.raises(BadCardDays) as refused:
            set_card_days(coworking=rcoop, days=days, by=None, at=START)
        assert refused.value.place == "days"

    @pytest.mark.parametrize("day", [1, 28, None])
    def test_the_day_makers_are_paid_by_is_kept(
        self, rcoop: Coworking, vic: User, day: int | None
    ) -> None:
        set_payout_day(coworking=rcoop, day=14, by=vic, at=START)
        for _again in range(2):
            assert set_payout_day(coworking=rcoop, day=day, by=vic, at=START).payout_day == day
        assert Event.objects.filter(verb="set payout day").count() == 2

    @pytest.mark.parametrize("day", [0, 29])
    def test_a_day_some_month_has_not_is_refused(self, rcoop: Coworking, day: int) -> None:
        with pytest.raises(BadPayoutDay):
            set_payout_day(coworking=rcoop, day=day, by=None, at=START)

    def coworking(self, name: str) -> Coworking:
        operator = LegalEntity.objects.first() or make_entity()
        return add_coworking(name=name, operator=operator, **ADDRESS, by=None, at=START)

    def test_a_coworking_has_an_address_of_its_own(self) -> None:
        names = ["La Filature", " La filature ", "L'Atelier Éphémère", "New", "★", "x" * 60]
        slugs = [self.coworking(name).slug for name in names]
        assert slugs == [
            "la-filature",
            "la-filature-2",
            "latelier-ephemere",
            "new-2",
            "x",
            "x" * 40,
        ]

    def test_a_coworking_has_a_name(self) -> None:
        with pytest.raises(NoName) as refused:
            self.coworking("  ")
        assert refused.value.place == "name"
        assert not Coworking.objects.exists()

    def test_a_new_role_replaces_the_old_one(self, rcoop: Coworking, vic: User) -> None:
        for role in (Role.DESK, Role.MANAGER):
            add_member(coworking=rcoop, user=vic, role=role, by=None, at=START)
        assert Membership.objects.get(user=vic).role == Role.MANAGER
        assert Event.objects.filter(chain__name="rcoop", verb="add member").count() == 2


class TestMakers:
    def test_a_maker_has_a_name_and_may_have_a_person(self, ada: User) -> None:
        maker = add_maker(name=" Comme une plume ", person=ada, craft="jewels", by=None, at=START)
        assert (maker.name, maker.slug, maker.person) == ("Comme une plume", "comme-une-plume", ada)
        assert add_maker(name="Comme une Plume", by=None, at=START).slug == "comme-une-plume-2"
        with pytest.raises(NoName):
            add_maker(name=" ", by=None, at=START)
        assert Maker.objects.count() == 2


class TestInvitations:
    @pytest.fixture
    def invite(
        self,
        rcoop: Coworking,
        cleo: User,
        mailoutbox: list[EmailMessage],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> Any:
        def send(name: str = "Terre de Ben", email: str = "new@example.org") -> Maker:
            with django_capture_on_commit_callbacks(execute=True):
                return invite_maker(
                    coworking=rcoop,
                    name=name,
                    email=email,
                    called="Ben",
                    language="fr",
                    link="https://vitrine.example/signin/",
                    by=cleo,
                    at=START,
                )

        return send

    def test_a_new_maker_gets_a_mail_with_the_address_to_sign_in_at(
        self, invite: Any, mailoutbox: list[EmailMessage]
    ) -> None:
        maker = invite()
        assert (maker.person.name, maker.person.language) == ("Ben", "fr")
        (letter,) = mailoutbox
        assert letter.to == ["Ben <new@example.org>"]
        assert "https://vitrine.example/signin/" in letter.body
        assert "Terre de Ben" in letter.body

    def test_somebody_with_an_account_keeps_it_and_gets_one_more_project(
        self, invite: Any, ada: User, mailoutbox: list[EmailMessage]
    ) -> None:
        maker = invite(email="ADA@example.org")
        assert maker.person == ada
        assert mailoutbox[0].to == ["Ada <ada@example.org>"]

    def test_a_form_sent_twice_invites_once(
        self, invite: Any, mailoutbox: list[EmailMessage]
    ) -> None:
        invite()
        with pytest.raises(AlreadyKnown, match="terre de ben") as refused:
            invite(name=" terre de ben ")
        assert refused.value.place == "name"
        assert Maker.objects.count() == len(mailoutbox) == 1

    def test_a_refused_invitation_adds_nobody(
        self, invite: Any, mailoutbox: list[EmailMessage]
    ) -> None:
        with pytest.raises(NoName):
            invite(name=" ")
        assert not User.objects.filter(email="new@example.org").exists()
        assert mailoutbox == []


class TestTokens:
    def token(self, user: User, name: str = "Script") -> tuple[str, Token]:
        key = issue_token(user=user, name=name, scopes=[Scope.SELL, Scope.READ], by=user, at=START)
        found = token_with(token_digest(key))
        assert found is not None
        return key, found

    def test_a_key_is_told_once_and_kept_as_a_hash(self, vic: User) -> None:
        key, token = self.token(vic)
        assert key.startswith("consign_")
        assert key not in str(vars(token))
        assert (token.user, token.scopes, token.expires_at) == (vic, ["read", "sell"], None)
        assert self.token(vic)[0] != key

    def test_a_key_has_a_name(self, vic: User) -> None:
        with pytest.raises(NoName):
            self.token(vic, " ")
        assert not Token.objects.exists()

    def test_a_revoked_key_stays_revoked_as_it_was(self, vic: User) -> None:
        _key, token = self.token(vic)
        for day in ("2026-02-01", "2026-02-02"):
            revoke_token(token=token, by=vic, at=moment(day))
        assert Token.objects.get().revoked_at == moment("2026-02-01")
        assert Event.objects.filter(verb="revoke token").count() == 1

    def test_the_last_day_of_use_is_remembered(self, vic: User) -> None:
        _key, token = self.token(vic)
        note_token_use(token=token, on=date(2026, 2, 1))
        token.refresh_from_db()
        note_token_use(token=token, on=date(2026, 2, 1))
        assert token.last_used_on == date(2026, 2, 1)

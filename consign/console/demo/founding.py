"""How the demo world begins: people, legal entities, coworkings, makers and what they agreed."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from consign.agreements import operations as agreements
from consign.agreements.models import Bearer, CommissionBase, CommissionVat, Mode
from consign.agreements.terms import Offer
from consign.console.demo.agenda import Agenda, moment
from consign.console.demo.makers import MAKERS
from consign.console.demo.parts import (
    CoworkingFacts,
    EntityFacts,
    MakerFacts,
    PayeeFacts,
    PersonFacts,
    TermsFacts,
)
from consign.console.demo.world import ADVISERS, COWORKINGS, ENTITIES, STAFF
from consign.days import local_day
from consign.monthend.terms import accept, propose
from consign.people import operations as people
from consign.people.accounts import add_bank_account
from consign.people.models import Coworking, Kind, LegalEntity, Maker, Role, User, VatStatus
from consign.people.pins import set_pin
from consign.stock.models import Showcase
from consign.stock.operations import add_showcase

LONG_AGO = date(2025, 1, 1)
FOUNDED_ON = date(2025, 2, 3)


@dataclass
class Place:
    """A coworking of the demo with its people and showcases, the window first."""

    facts: CoworkingFacts
    coworking: Coworking
    showcases: list[Showcase]
    manager: User
    desk: list[User]


@dataclass
class MakerHere:
    """A maker of the demo with the places it shows at, the main one first."""

    facts: MakerFacts
    maker: Maker
    person: User
    places: list[Place]


@dataclass
class World:
    """Everybody and every place, by their keys and mail addresses."""

    people: dict[str, User] = field(default_factory=dict)
    entities: dict[str, LegalEntity] = field(default_factory=dict)
    advisers: dict[str, User] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    makers: dict[str, MakerHere] = field(default_factory=dict)


def found(agenda: Agenda) -> World:
    """Everything that is there before the first piece; agreements are noted in the agenda."""
    world, at = World(), moment(FOUNDED_ON, 9)
    for facts in ENTITIES:
        world.entities[facts.key] = _entity(facts, at)
    for person in STAFF:
        _person(world, person, at)
    for person, key in ADVISERS:
        world.advisers[key] = _person(world, person, at)
        people.add_adviser(entity=world.entities[key], user=world.advisers[key], by=None, at=at)
    for place in COWORKINGS:
        world.places[place.key] = _place(world, place, at)
    for maker in MAKERS:
        world.makers[maker.key] = _maker(world, maker, at)
        for payee in maker.payees:
            _affiliate(world, world.makers[maker.key], payee, agenda)
    return world


def _person(world: World, facts: PersonFacts, at: datetime) -> User:
    user = people.add_person(email=facts.email, name=facts.name, language=facts.language, at=at)
    world.people[facts.email] = user
    return user


def _entity(facts: EntityFacts, at: datetime) -> LegalEntity:
    entity = people.add_legal_entity(
        kind=Kind(facts.kind),
        legal_name=facts.legal_name,
        enterprise_number=facts.enterprise_number,
        street=facts.street,
        postcode=facts.postcode,
        town=facts.town,
        email=facts.email,
        legal_form=facts.legal_form,
        register=facts.register,
        language=facts.language,
        by=None,
        at=at,
    )
    people.set_vat_status(
        entity=entity, status=VatStatus(facts.vat_status), starts_on=LONG_AGO, by=None, at=at
    )
    add_bank_account(
        entity=entity,
        iban=facts.iban,
        holder=facts.legal_name,
        starts_on=LONG_AGO,
        by=None,
        at=at,
    )
    return entity


def _place(world: World, facts: CoworkingFacts, at: datetime) -> Place:
    coworking = people.add_coworking(
        name=facts.name,
        operator=world.entities[facts.operator],
        street=facts.street,
        postcode=facts.postcode,
        town=facts.town,
        story=facts.story,
        opening_hours=facts.opening_hours,
        by=None,
        at=at,
    )
    people.set_payout_day(coworking=coworking, day=facts.payout_day, by=None, at=at)
    for emails, role in ((facts.managers, Role.MANAGER), (facts.desk, Role.DESK)):
        for email in emails:
            user = world.people[email]
            people.add_member(coworking=coworking, user=user, role=role, by=None, at=at)
            set_pin(coworking=coworking, user=user, pin=settings.DEMO_PIN, by=user, at=at)
    manager = world.people[facts.managers[0]]
    showcases = [
        add_showcase(coworking=coworking, name=case.name, on_show=case.on_show, by=manager, at=at)
        for case in facts.showcases
    ]
    desk = [world.people[email] for email in facts.desk]
    return Place(facts, coworking, showcases, manager, desk)


def _maker(world: World, facts: MakerFacts, at: datetime) -> MakerHere:
    person = _person(world, facts.person, at)
    maker = people.add_maker(
        name=facts.name,
        person=person,
        story=facts.story,
        craft=facts.craft,
        online=True,
        by=None,
        at=at,
    )
    places = [world.places[terms.coworking] for terms in facts.terms]
    return MakerHere(facts, maker, person, places)


def _affiliate(world: World, here: MakerHere, payee: PayeeFacts, agenda: Agenda) -> None:
    """Note down that a maker joins a payee and agrees with each coworking, on the first day."""

    def join(at: datetime) -> None:
        affiliation = agreements.affiliate(
            maker=here.maker,
            payee=world.entities[payee.entity],
            starts_on=payee.starts_on,
            ends_on=_last_day(payee, agenda),
            project_code=payee.project_code,
            payment_reference=payee.payment_reference,
            by=here.places[0].manager,
            at=at,
        )
        # A cooperative accepts through its adviser, the self-employed for themselves.
        accepting = world.advisers.get(payee.entity, here.person)
        for terms in here.facts.terms:
            place = world.places[terms.coworking]
            agreement = propose(
                coworking=place.coworking,
                affiliation=affiliation,
                starts_on=payee.starts_on,
                offer=_offer(terms),
                by=place.manager,
                at=at,
            )
            accept(agreement=agreement, by=accepting, at=at)

    agenda.add(moment(payee.starts_on, 9), join)


def _offer(terms: TermsFacts) -> Offer:
    def amount(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Offer(
        commission_percent=Decimal(terms.commission_percent),
        mode=Mode(terms.mode),
        commission_base=CommissionBase(terms.commission_base),
        commission_vat=CommissionVat(terms.commission_vat),
        discount_bearer=Bearer(terms.discount_bearer),
        maker_part_percent=amount(terms.maker_part_percent),
        largest_discount_percent=Decimal(terms.largest_discount_percent),
        shelf_fee=Decimal(terms.shelf_fee),
        minimum_payout=Decimal(terms.minimum_payout),
        loss_percent=amount(terms.loss_percent),
        unsold_days=terms.unsold_days,
    )


def _last_day(payee: PayeeFacts, agenda: Agenda) -> date | None:
    if payee.ends_in_days is None:
        return payee.ends_on
    return local_day(agenda.now) + timedelta(days=payee.ends_in_days)

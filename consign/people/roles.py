"""Who may do what: predicates that pages and API ask alike."""

from consign.people.models import Contact, Coworking, LegalEntity, Maker, Membership, Role, User


def may_sell(user: User, coworking: Coworking) -> bool:
    """Whoever stands at the desk: staff and managers of this coworking."""
    return Membership.objects.filter(user=user, coworking=coworking).exists()


def may_settle(user: User, coworking: Coworking) -> bool:
    """Managers of this coworking."""
    return Membership.objects.filter(user=user, coworking=coworking, role=Role.MANAGER).exists()


def is_maker(user: User, maker: Maker) -> bool:
    return maker.person_id == user.pk


def may_accept_for(user: User, *, payee: LegalEntity, maker: Maker) -> bool:
    """Who binds the payee: its advisers where it has any, otherwise the maker's person."""
    advisers = set(Contact.objects.filter(entity=payee).values_list("user", flat=True))
    return user.pk in advisers if advisers else is_maker(user, maker)

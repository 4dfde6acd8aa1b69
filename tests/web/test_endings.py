"""An affiliation that ends, on the pages of whoever can do something about it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from consign.agreements.models import Affiliation
from consign.agreements.operations import end_affiliation
from consign.people.models import Coworking, LegalEntity, Maker, User
from consign.people.operations import add_adviser
from consign.stock.operations import announce
from tests.factories import START, make_affiliation, make_entity, make_item, make_placed
from tests.kept import kept
from tests.web.conftest import As, Clock, text_of

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 31)
Shown = Callable[[int], str]
MAKERS, MAKER = "/desk/rcoop/makers/", "/desk/rcoop/makers/comme-une-plume/"
PIECES, NEW, MONEY = (f"/my/comme-une-plume/{page}" for page in ("", "new/", "money/"))
EVERYWHERE = [
    ("cleo", MAKERS),
    ("cleo", MAKER),
    ("ada", PIECES),
    ("ada", NEW),
    ("ada", MONEY),
    ("claire", "/cooperative/comme-une-plume-payee/"),
]


@kept
def ending(plume: Maker) -> Affiliation:
    affiliation = plume.affiliations.get()
    end_affiliation(affiliation=affiliation, ends_on=LAST, by=None, at=START)
    return affiliation


@kept
def claire(plume: Maker, vic: User) -> User:
    """Advises the payee that is about to go."""
    payee: LegalEntity = plume.affiliations.get().payee
    add_adviser(entity=payee, user=vic, by=None, at=START)
    return vic


@pytest.mark.parametrize(("who", "page"), EVERYWHERE)
class TestWarnings:
    @pytest.fixture
    def shown(
        self,
        who: str,
        page: str,
        claire: User,
        signed_in: As,
        clock: Clock,
        request: pytest.FixtureRequest,
    ) -> Shown:
        user = request.getfixturevalue(who)

        def on(days: int) -> str:
            clock(f"{LAST - timedelta(days=days)} 09:00")
            return text_of(signed_in(user).get(page))

        return on

    def test_it_is_louder_at_30_and_at_7_days(
        self, ending: Affiliation, shown: Shown, who: str, page: str
    ) -> None:
        kinds = [
            [kind for kind in ("muted", "warn", "bad") if f'<p class="{kind}"><span' in told]
            if page == MAKERS
            else [kind for kind in ("info", "warn", "bad") if f'class="notice {kind}"' in told]
            for told in (shown(60), shown(30), shown(7))
        ]
        first = "muted" if page == MAKERS else "info"
        assert kinds == [[first], ["warn"], ["bad"]]

    def test_it_says_the_day_and_who_is_to_be_found(
        self, ending: Affiliation, shown: Shown, who: str, page: str
    ) -> None:
        for days in (60, 30, 7):
            told = shown(days)
            assert "31 December 2026" in told
            assert "1 January 2027" in told

    def test_it_is_silent_before_and_once_somebody_follows(
        self, ending: Affiliation, shown: Shown, who: str, page: str
    ) -> None:
        assert "1 January 2027" not in shown(61)
        make_affiliation(ending.maker, make_entity("Dies SC"), starts_on=date(2027, 1, 2))
        assert "1 January 2027" in shown(20)
        Affiliation.objects.filter(starts_on=date(2027, 1, 2)).update(starts_on=date(2027, 1, 1))
        told = shown(20)
        assert "is paid until 31 December 2026" not in told
        assert "is paid for you until" not in told
        assert "You are paid for" not in told


class TestGap:
    """The last day is over: what each of them reads where a piece is in their hands."""

    @pytest.fixture(autouse=True)
    def gone(self, ending: Affiliation, clock: Clock) -> None:
        clock("2027-01-05 09:00")

    def test_the_till_says_why_and_what_to_do(
        self, rcoop: Coworking, plume: Maker, dan: User, cleo: User, signed_in: As
    ) -> None:
        code = make_placed(rcoop, plume).item.code
        for user in (dan, cleo):
            answer = signed_in(user).get("/desk/rcoop/till/line/", {"code": code})
            told = text_of(answer)
            assert answer.status_code == 409
            assert 'data-refused="no_payee"' in told
            assert "Comme une plume has no payee on 5 January 2027." in told
            assert "A manager says under “Makers” who is paid" in told

    def test_arrivals_say_it_before_anything_is_counted_in(
        self, rcoop: Coworking, plume: Maker, terre: Maker, dan: User, signed_in: As
    ) -> None:
        for maker in (plume, plume, terre):
            announce(item=make_item(maker), coworking=rcoop, quantity=1, by=None, at=START)
        told = text_of(signed_in(dan).get("/desk/rcoop/arrivals/"))
        assert told.count("has no payee on 5 January 2027.") == 1
        assert "Terre de Ben has no" not in told

    def test_the_managers_page_leads_to_where_it_is_entered(
        self, cleo: User, signed_in: As
    ) -> None:
        told = text_of(signed_in(cleo).get(MAKER))
        assert "Nothing of theirs can be sold" in told
        assert f'href="{MAKER}affiliation/"' in told

    @pytest.mark.parametrize("page", [PIECES, NEW, MONEY])
    def test_the_maker_reads_since_when_and_whom_to_tell(
        self, ada: User, signed_in: As, page: str
    ) -> None:
        told = text_of(signed_in(ada).get(page))
        assert "Nothing of yours can be announced or sold now" in told
        assert "Nobody is paid for you since 31 December 2026. Tell your coworking" in told
        assert '<form class="form"' not in told

    def test_who_is_paid_later_is_told(self, plume: Maker, ada: User, signed_in: As) -> None:
        make_affiliation(plume, make_entity("Dies SC"), starts_on=date(2027, 2, 1))
        told = text_of(signed_in(ada).get(NEW))
        assert "from 1 February 2027 on it is Dies SC" in told

    def test_more_of_a_piece_cannot_be_announced(
        self, rcoop: Coworking, plume: Maker, ada: User, signed_in: As
    ) -> None:
        item = make_item(plume)
        told = text_of(signed_in(ada).get(f"{PIECES}{item.code}/"))
        assert "Nothing of yours can be announced or sold now" in told
        assert "Announce more of it" not in told

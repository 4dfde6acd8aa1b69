"""The parts of the till that run on the device, asked the same as the server."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Page

from consign.codes import epc, label, reference
from consign.money.split import cash_rounding, cents, euros, portion
from consign.money.text import parse_amount
from consign.refusal import Refused
from consign.till.addresses import key_of, ticket_code, transfer_reference
from tests.browser.conftest import DESK, NewPage
from tests.browser.site import serve
from tests.factories import IBANS

pytestmark = pytest.mark.browser

PAGE = b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Device</title>'
PAGE += b'<link rel="icon" href="data:,"><main></main></html>'
ROUNDS = 40
MANY = 80

lists = settings(
    max_examples=ROUNDS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
letters = st.characters(exclude_categories=["Cs", "Cn"])
texts = st.one_of(
    st.text(letters, max_size=12),
    st.text(st.sampled_from(label.ALPHABET + "iloILO -./?#tTiI\u2013"), max_size=40),
)
whole = st.lists(st.integers(-(10**9), 10**9), max_size=MANY)


class Device:
    """A page of ours; `ask` runs a function of a module on the device."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ask(self, module: str, body: str, given: object = None) -> Any:
        """`body` is a function of the module's names and of what is given."""
        script = f"async (given) => {{ const m = await import('/js/till/{module}.js'); {body} }}"
        return self.page.evaluate(script, given)

    def every(self, module: str, call: str, inputs: list[Any]) -> list[Any]:
        """The answer to each input; null where the device throws."""
        tried = f"(one) => {{ try {{ return {call}; }} catch {{ return null; }} }}"
        return list(self.ask(module, f"return given.map({tried});", inputs))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve({"/": PAGE}) as listening:
        yield listening


@pytest.fixture
def device(new_page: NewPage, port: int) -> Device:
    page = new_page(screen=DESK)
    page.goto(f"http://127.0.0.1:{port}/")
    return Device(page)


def unless(error: type[Exception], answer: Callable[[], Any]) -> Any:
    try:
        return answer()
    except error:
        return None


def read_on_the_server(text: str) -> dict[str, str]:
    try:
        return {"code": label.read(text)}
    except label.NotACode:
        return {"problem": "not_a_code"}
    except label.MistypedCode:
        return {"problem": "mistyped"}


def disguised(code: str, how: int) -> str:
    """The same code as a hand or a scanner may give it."""
    spaced = label.spaced(code)
    return [
        code.lower(),
        f" {spaced} ",
        spaced.replace(" ", "-").replace("1", "l").replace("0", "O"),
        f"https://vitrine.example/I/{code}",
        f"HTTPS://VITRINE.EXAMPLE/i/{code.lower()}/?from=label#top",
        f"vitrine.example/I/{code}",
    ][how % 6]


@lists
@given(wrong=st.lists(texts, max_size=MANY), rng=st.randoms(use_true_random=False))
def test_the_device_reads_codes_as_the_server_does(
    device: Device, wrong: list[str], rng: Any
) -> None:
    right = [disguised(label.draw(rng), how) for how in range(MANY)]
    slips = [text[:-1] + rng.choice(label.ALPHABET) for text in right]
    asked = [*wrong, *right, *slips]
    found = device.every("codes", "m.readCode(one)", asked)
    expected = [read_on_the_server(text) for text in asked]
    assert [(text, *pair) for text, *pair in zip(asked, found, expected, strict=True)] == [
        (text, answer, answer) for text, answer in zip(asked, expected, strict=True)
    ]


@lists
@given(keys=st.lists(st.uuids(), max_size=50), noise=st.lists(texts, max_size=50))
def test_tickets_and_references_come_out_alike(
    device: Device, keys: list[uuid.UUID], noise: list[str]
) -> None:
    texts = [str(key) for key in keys]
    codes = device.every("codes", "m.ticketCode(one)", texts)
    assert codes == [ticket_code(key) for key in keys]
    assert device.every("codes", "m.keyOf(one)", codes) == texts
    addresses = [f"https://vitrine.example/T/{code}" for code in codes]
    read = device.every("codes", "m.readCode(one)", addresses)
    assert read == [{"ticket": code, "key": key} for code, key in zip(codes, texts, strict=True)]
    assert device.every("codes", "m.keyOf(one)", noise) == [
        found and str(found) for found in map(key_of, noise)
    ]
    references = device.every("codes", "m.transferReference(one)", texts)
    assert references == [transfer_reference(key) for key in keys]
    assert all(reference.parse_reference(text) == text for text in references)


@lists
@given(
    asked=st.lists(
        st.tuples(st.text(letters, max_size=80), st.integers(-1, 10**12)), max_size=MANY
    ),
    key=st.uuids(),
)
def test_payment_codes_say_what_the_server_would(
    device: Device, asked: list[tuple[str, int]], key: uuid.UUID
) -> None:
    wanted = [
        {
            "holder": name,
            "iban": IBANS[index % 2],
            "bic": ["", "GKCCBEBB"][index % 2],
            "amount": amount,
            "reference": transfer_reference(key),
        }
        for index, (name, amount) in enumerate(asked)
    ]
    found = device.every("codes", "m.paymentText(one)", wanted)
    assert found == [unless(ValueError, partial(on_the_server, one)) for one in wanted]


def on_the_server(wanted: dict[str, Any]) -> str:
    return epc.payment_code(
        name=wanted["holder"],
        iban=wanted["iban"],
        bic=wanted["bic"],
        amount=euros(wanted["amount"]),
        reference=wanted["reference"],
    )


def test_a_wrong_account_gets_no_payment_code(device: Device) -> None:
    wanted = {"holder": "Rcoop", "iban": "BE71096123456760", "bic": "", "amount": 100}
    found = device.every(
        "codes", "m.paymentText(one)", [{**wanted, "reference": "RF18539007547034"}]
    )
    assert found == [None]


def in_cents(text: str) -> int:
    return cents(parse_amount(text))


TYPED = st.one_of(
    st.from_regex(
        r"\A ?(€|eur |)?-?[0-9]{0,4}([ .,'][0-9]{3}){0,2}"
        r"([.,][0-9]{0,3}|,-|\.--|€[0-9]{2})? ?€?\Z"
    ),
    st.text(letters, max_size=8),
)


@lists
@given(typed=st.lists(TYPED, max_size=MANY))
def test_typed_amounts_are_understood_alike(device: Device, typed: list[str]) -> None:
    asked = [*typed, "12,5", "12.50", "€ 3", "1.234,50", "1 234,50 €", "0", "1.045", "45,-", "-3"]
    found = device.every("money", "m.cents(one)", asked)
    expected = [unless(Refused, partial(in_cents, text)) for text in asked]
    assert dict(zip(asked, found, strict=True)) == dict(zip(asked, expected, strict=True))


@lists
@given(sizes=whole)
def test_amounts_and_cash_are_rounded_alike(device: Device, sizes: list[int]) -> None:
    totals = [euros(size) for size in sizes]
    assert device.every("money", "m.amount(one)", sizes) == [str(total) for total in totals]
    assert device.every("money", "m.fromAmount(m.amount(one))", sizes) == sizes
    in_cash = [cents(total + cash_rounding(total)) for total in totals]
    assert device.every("money", "m.inCash(one)", sizes) == in_cash


@lists
@given(
    lines=st.lists(
        st.tuples(st.integers(0, 10**8), st.integers(1, 999), st.integers(0, 10**6)),
        max_size=MANY,
    )
)
def test_the_largest_discount_is_the_same(
    device: Device, lines: list[tuple[int, int, int]]
) -> None:
    sent = [
        {"price": price, "quantity": many, "most": str(Decimal(most).scaleb(-4))}
        for price, many, most in lines
    ]
    expected = [
        cents(portion(euros(price) * many, Decimal(most).scaleb(-4), 100))
        for price, many, most in lines
    ]
    assert device.every("money", "m.mostDiscount(one, one.most)", sent) == expected


def test_change_and_what_is_left_to_pay(device: Device) -> None:
    assert device.every("money", "m.change(one, 1250)", [2000, 1250, 1249]) == [750, 0, None]
    paid = [[], [{"amount": 500}], [{"amount": 500}, {"amount": 800}]]
    assert device.every("money", "m.rest(1250, one)", paid) == [1250, 750, -50]
    line = {"price": 1299, "quantity": 3, "discount": 97}
    assert device.every("money", "m.lineTotal(one)", [line]) == [3800]
    shown = device.every("money", "m.euro(123450, one)", ["fr-BE", "nl-BE", "de-BE", "en-IE"])
    plain = [text.replace("\xa0", " ").replace("\u202f", " ") for text in shown]
    assert plain == ["1 234,50 €", "€ 1.234,50", "1.234,50 €", "€1,234.50"]


def test_a_pin_is_known_by_its_hash(device: Device) -> None:
    salt = bytes(range(16))
    digest = hashlib.pbkdf2_hmac("sha256", "4711é".encode(), salt, 1000)
    person = {"salt": salt.hex(), "hash": digest.hex(), "rounds": 1000}
    tried = "return Promise.all(['4711é', '4712é', ''].map((pin) => m.verify(given, pin)));"
    assert device.ask("people", tried, person) == [True, False, False]


PIECES = [
    ("7K3M9QX", "Collier plume d'été", "Comme une plume"),
    ("7K4AAAA", "Bol bleu", "Terre de Ben"),
    ("8AAAAAA", "Œuf en bois", "Plume et bois"),
]


def test_pieces_are_found_whatever_the_accents(device: Device) -> None:
    body = """
      const rows = given.pieces.map((words) => words.map(m.fold));
      return given.asked.map((text) => {
        const ranks = rows.map((row, at) => [m.rank(row, m.fold(text).split(' ')), at]);
        const found = ranks.filter(([value]) => value).sort(([one], [two]) => two - one);
        return found.map(([, at]) => given.pieces[at][0]);
      });
    """
    asked = ["ete", "PLUME", "oeuf", "7k3 m9q", "7k", "bleu terre", "bleu plume"]
    found = device.ask("words", body, {"pieces": PIECES, "asked": asked})
    assert dict(zip(asked, found, strict=True)) == {
        "ete": ["7K3M9QX"],
        "PLUME": ["7K3M9QX", "8AAAAAA"],
        "oeuf": ["8AAAAAA"],
        "7k3 m9q": ["7K3M9QX"],
        "7k": ["7K3M9QX", "7K4AAAA"],
        "bleu terre": ["7K4AAAA"],
        "bleu plume": [],
    }


DRAW = """
  m.prepareQr({worker: '/js/till/qr-worker.js', writer: '/zxing/zxing_writer.js',
    wasm: '/zxing/zxing_writer.wasm'});
  const main = document.querySelector('main');
  const drawn = await Promise.all(given.map((text) => m.drawQr(text, {label: 'For the bank'})));
  for (const svg of drawn) { svg.setAttribute('width', 300); main.append(svg); }
  return drawn.map((svg) => svg.getAttribute('viewBox'));
"""


@pytest.mark.usefixtures("decoder")
def test_what_the_device_draws_is_read_by_a_reader(device: Device) -> None:
    code = ticket_code(uuid.UUID(int=7**40))
    said = [f"HTTPS://VITRINE.EXAMPLE/T/{code}", "BCD\n002\n1\nSCT\n\nÉté & Cie\nBE71\nEUR1.00"]
    device.ask("qr", DRAW, said)
    for position, text in enumerate(said):
        picture = device.page.get_by_role("img", name="For the bank").nth(position).screenshot()
        [found] = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
        assert found.text == text
        assert found.ec_level == "M"

"""Labels: which pieces, how many of each, on which paper, and where on it to begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consign.agreements.queries import makers_at
from consign.codes.address import public_url
from consign.codes.label import spaced
from consign.days import local_day
from consign.labels.faces import faces_of
from consign.labels.papers import papers
from consign.labels.pdf import label_sheet
from consign.labels.queries import printers_at
from consign.labels.sheets import L7160, SHEETS, Sheet
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.counting import LARGEST_QUANTITY, QuantityOutOfRange
from consign.stock.models import Item
from consign.stock.queries import UnknownCode, labelled_at, matching
from consign.web.access import Reader, desk_only
from consign.web.desk.basket import count
from consign.web.desk.printers import chosen_printer

ROWS = 60
# Where the paper somebody used last is remembered.
PAPER = "label_paper"
# A sheet of so many columns is a picture to tap on; of others the first label is told by number.
COLUMNS = 3


@dataclass(frozen=True)
class Chosen:
    """An item whose labels are wanted; the number stays as it was typed."""

    item: Item
    copies: str
    refusal: Refused | None = None


@desk_only
def choose(request: Reader, coworking: Coworking) -> HttpResponse:
    """Choose pieces; `?codes=` chooses some already.

    Looking for more sends the choice along, so that it is never lost: that is why it is a POST.
    """
    return _page(request, coworking)


@desk_only
@require_POST
@never_cache
def sheet(request: Reader, coworking: Coworking) -> HttpResponse:
    """The chosen labels as PDF."""
    printer = chosen_printer(request, coworking)
    try:
        faces = faces_of(
            items=_items(request.POST, coworking),
            coworking=coworking,
            day=local_day(timezone.now()),
            base_url=public_url(request),
            language=get_language() or "en",
        )
        pdf = label_sheet(
            faces,
            sheet=_paper(request),
            shift=(printer.right, printer.down) if printer else (0, 0),
            start_at=count(request.POST.get("start_at", "1")),
            language=get_language() or "en",
        )
    except Refused as refused:
        return _page(request, coworking, refused, status=409)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return response


def _paper(request: Reader) -> Sheet:
    """The paper that was chosen, or else the one of last time."""
    chosen = SHEETS.get(request.POST.get("paper", ""))
    if chosen is None:
        return SHEETS.get(request.session.get(PAPER, ""), L7160)
    if request.session.get(PAPER, L7160.name) != chosen.name:
        request.session[PAPER] = chosen.name
    return chosen


def _items(sent: QueryDict, coworking: Coworking) -> Sequence[tuple[Item, int]]:
    """Refused: UnknownCode for what is not here, QuantityOutOfRange."""
    found = {item.code: item for item in _found(sent, coworking)}
    wanted: list[tuple[Item, int]] = []
    for code in _codes(sent):
        if code not in found:
            raise UnknownCode(place="codes", code=spaced(code))
        copies = count(sent.get(f"copies-{code}", "1"))
        wanted.append((found[code], copies))
        if not copies or sum(number for _item, number in wanted) > LARGEST_QUANTITY:
            raise QuantityOutOfRange(place=f"copies-{code}")
    return wanted


def _found(sent: QueryDict, coworking: Coworking) -> Sequence[Item]:
    return list(labelled_at(coworking).filter(code__in=_codes(sent)))


def _codes(sent: QueryDict) -> list[str]:
    """The chosen codes, each once, however the address names them."""
    named = [code for text in sent.getlist("codes") for code in text.split(",")]
    return list(dict.fromkeys(code.strip().upper() for code in named if code.strip()))


def _page(
    request: Reader, coworking: Coworking, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    sent = request.POST or request.GET
    codes, query, maker = _codes(sent), sent.get("q", "").strip(), sent.get("maker", "")
    here = labelled_at(coworking)
    rest = here.exclude(code__in=codes).filter(matching(query))
    if maker:
        rest = rest.filter(maker__slug=maker)
    chosen = _chosen(sent, coworking, refused)
    paper, start_at = _paper(request), count(sent.get("start_at", "")) or 1
    context = {
        "coworking": coworking,
        "chosen": chosen,
        "refusal": None if any(one.refusal for one in chosen) else refused,
        "page_obj": Paginator(rest, ROWS).get_page(sent.get("page")),
        "query": query,
        "maker": maker,
        "makers": makers_at(coworking),
        "papers": papers(),
        "printers": printers_at(coworking),
        "printer": chosen_printer(request, coworking),
        "paper": paper,
        "places": range(1, paper.places + 1),
        "tapped": paper.columns == COLUMNS,
        "start_at": start_at if start_at <= paper.places or refused else 1,
    }
    return render(request, "desk/labels.html", context, status=status)


def _chosen(sent: QueryDict, coworking: Coworking, refused: Refused | None) -> Sequence[Chosen]:
    place = refused.place if refused else ""
    return [
        Chosen(
            item,
            sent.get(f"copies-{item.code}", ""),
            refused if place == f"copies-{item.code}" else None,
        )
        for item in _found(sent, coworking)
    ]

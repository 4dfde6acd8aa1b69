"""Pieces that makers announced: count them into a showcase, or say no."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from consign.agreements.outlook import outlooks
from consign.codes.label import NotACode
from consign.days import local_day
from consign.people.models import Coworking, Maker
from consign.refusal import Refused
from consign.slips.models import SlipKind
from consign.slips.queries import to_draw_up
from consign.stock import operations as stock
from consign.stock.models import Announcement, Placement, Showcase
from consign.stock.queries import (
    announced_at,
    announcements_to,
    by_code,
    matching,
    on_hand_at,
    showcases_of,
)
from consign.web.access import Reader, desk_only
from consign.web.desk.basket import count

ROWS = 60


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("A word for the maker"),
        help_text=gettext_lazy("Why not, and what would help: “The window is full until May.”"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class Row:
    """One announcement, with the number as it was typed."""

    announcement: Announcement
    quantity: str
    chosen: bool = True
    refusal: Refused | None = None


@dataclass
class Report:
    """What became of the chosen announcements."""

    accepted: list[tuple[Placement, int]] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)

    @property
    def labels(self) -> str:
        """What the labels page has to know to print one each, and whose slips are next."""
        copies = [(f"copies-{place.item.code}", number) for place, number in self.accepted]
        codes = [("codes", place.item.code) for place, _n in self.accepted]
        makers = {place.item.maker.slug for place, _n in self.accepted}
        return urlencode([*codes, *copies, *(("slip", slug) for slug in sorted(makers))])


@desk_only
@require_safe
def arrivals(request: Reader, coworking: Coworking) -> HttpResponse:
    """What waits to be taken in, by maker; after accepting, the way to the labels."""
    codes = request.GET.getlist("codes")
    copies = [(f"copies-{code}", request.GET.get(f"copies-{code}", "1")) for code in codes]
    labels = urlencode([*(("codes", code) for code in codes), *copies])
    return _page(request, coworking, labels=labels, arrived=request.GET.getlist("slip"))


@desk_only
@require_POST
def accept(request: Reader, coworking: Coworking) -> HttpResponse:
    """Count pieces into a showcase: the one whose button was pressed, or all that are chosen.

    Each is an act of its own; what was refused stays in the list and says why.
    """
    report = _accept_chosen(request, coworking)
    if report.accepted:
        pieces = sum(number for _place, number in report.accepted)
        where = report.accepted[0][0].showcase.name
        said = ngettext(
            "%(pieces)s piece is in “%(where)s” now.",
            "%(pieces)s pieces are in “%(where)s” now.",
            pieces,
        )
        messages.success(request, said % {"pieces": pieces, "where": where})
    if not report.refused:
        back = reverse("desk_intake", args=[coworking.slug])
        return redirect(f"{back}?{report.labels}" if report.accepted else back)
    arrived = [place.item.maker.slug for place, _number in report.accepted]
    return _page(
        request, coworking, labels=report.labels, report=report, arrived=arrived, status=409
    )


@desk_only
def decline(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Say no to one announcement, with a word for the maker."""
    announcement = get_object_or_404(announcements_to(coworking), pk=pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            stock.decline(
                announcement=announcement, reason=reason, by=request.user, at=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return _decline_page(request, announcement, form, 409)
        said = _("“%(title)s” is declined, and its maker can read why.")
        messages.success(request, said % {"title": announcement.item.title})
        return redirect("desk_intake", coworking.slug)
    return _decline_page(request, announcement, form, 400 if form.errors else 200)


def _decline_page(
    request: Reader, announcement: Announcement, form: DeclineForm, status: int
) -> HttpResponse:
    context = {"coworking": announcement.coworking, "announcement": announcement, "form": form}
    return render(request, "desk/decline.html", context, status=status)


def _accept_chosen(request: Reader, coworking: Coworking) -> Report:
    sent, report = request.POST, Report()
    showcase = _showcase(sent, coworking)
    for announcement in announcements_to(coworking).filter(pk__in=_chosen(sent)):
        report.titles[announcement.pk] = announcement.item.title
        number = count(sent.get(f"quantity-{announcement.pk}", ""))
        try:
            if showcase is None:
                raise stock.WrongShowcase(place="showcase")
            placement = stock.accept(
                announcement=announcement,
                showcase=showcase,
                quantity=number,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            report.refused[announcement.pk] = refused
        else:
            report.accepted.append((placement, number))
    return report


def _chosen(sent: QueryDict) -> list[int]:
    """The announcement whose own button was pressed, else all that are ticked."""
    return [pk for pk in map(_pk, sent.getlist("only") or sent.getlist("pk")) if pk]


def _pk(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _showcase(sent: QueryDict, coworking: Coworking) -> Showcase | None:
    return showcases_of(coworking).filter(pk=_pk(sent.get("showcase", ""))).first()


def _page(
    request: Reader,
    coworking: Coworking,
    *,
    labels: str,
    arrived: Sequence[str] = (),
    report: Report | None = None,
    status: int = 200,
) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    waiting = announced_at(coworking).filter(matching(query, item="item__"))
    page = Paginator(waiting, ROWS).get_page(request.GET.get("page"))
    report = report or Report()
    shown = {announcement.pk for announcement in page}
    slips = [one for one in to_draw_up(coworking) if one.kind == SlipKind.DEPOSIT]
    context = {
        "coworking": coworking,
        "page_obj": page,
        "groups": _by_maker(page, request.POST, report),
        "gaps": _gaps(coworking, page),
        "showcases": list(showcases_of(coworking)),
        "showcase": request.POST.get("showcase", ""),
        "query": query,
        "labels": labels,
        "why": "" if page.object_list else _why_not(coworking, query),
        "slips": [one for one in slips if one.maker.slug in arrived],
        "unslipped": sum(one.pieces for one in slips),
        "gone": [
            (report.titles[pk], refusal)
            for pk, refusal in report.refused.items()
            if pk not in shown
        ],
    }
    return render(request, "desk/arrivals.html", context, status=status)


def _why_not(coworking: Coworking, text: str) -> str:
    """Why a code that was scanned is not announced here, and what to do; nothing for words."""
    try:
        item = by_code(text)
    except NotACode:
        return ""
    except Refused as refused:
        return str(refused)
    facts = {"title": item.title, "maker": item.maker.name}
    here = on_hand_at(item, coworking)
    if here:
        said = ngettext(
            "“%(title)s” is here already: %(count)s piece by the books. If one more came,"
            " %(maker)s has to announce it.",
            "“%(title)s” is here already: %(count)s pieces by the books. If one more came,"
            " %(maker)s has to announce it.",
            here,
        )
        return said % {**facts, "count": here}
    return (
        _(
            "“%(title)s” is not announced here. Ask %(maker)s to announce it: one minute on their"
            " phone."
        )
        % facts
    )


def _gaps(coworking: Coworking, page: Page[Announcement]) -> list[Refused]:
    """What would stop the sale of the pieces, once for each maker who brings some."""
    makers = list({announcement.item.maker: None for announcement in page})
    today = local_day(timezone.now())
    return [found.gap for found in outlooks(coworking, makers, today) if found.gap]


def _by_maker(
    page: Page[Announcement], sent: QueryDict, report: Report
) -> list[tuple[Maker, Sequence[Row]]]:
    def row(announcement: Announcement) -> Row:
        pk = announcement.pk
        return Row(
            announcement,
            sent.get(f"quantity-{pk}", str(announcement.quantity)),
            chosen=f"quantity-{pk}" not in sent or str(pk) in sent.getlist("pk"),
            refusal=report.refused.get(pk),
        )

    by_maker = groupby(page, key=lambda announcement: announcement.item.maker)
    return [(maker, [row(one) for one in announcements]) for maker, announcements in by_maker]

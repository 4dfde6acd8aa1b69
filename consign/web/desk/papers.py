"""A coworking's own papers for labels, in millimetres, with a drawing of the sheet."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from consign.codes.address import public_url
from consign.labels.models import OwnSheet, PageKind
from consign.labels.outline import outline
from consign.labels.own import DPI
from consign.labels.own_sheets import (
    LONGEST_NAME,
    Measures,
    drawn_as,
    forget_sheet,
    keep_sheet,
)
from consign.labels.papers import name_of, told
from consign.labels.queries import own_sheets
from consign.labels.sheets import Kind
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.web.access import Reader, desk_only
from consign.web.desk.printers import LengthField
from consign.web.forms import add_refusal, sent

MOST_TYPED = 999


class Millimetres(LengthField):
    """A length of a paper; nothing stays nothing where it may."""

    def to_python(self, value: Any) -> Any:
        return super(LengthField, self).to_python(value)


def _length(label: Any, help_text: Any = "", *, required: bool = False) -> Millimetres:
    return Millimetres(label=label, decimals=2, required=required, help_text=help_text)


class SheetForm(forms.Form):
    """A paper as a ruler tells it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("As it stands on the packet: “Herma 4226”."),
    )
    page = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=PageKind.choices, widget=forms.RadioSelect
    )
    wide = _length(gettext_lazy("Width of a label"), required=True)
    high = _length(gettext_lazy("Height of a label"), required=True)
    columns = forms.IntegerField(
        label=gettext_lazy("Labels beside each other"),
        required=False,
        min_value=1,
        max_value=MOST_TYPED,
    )
    rows = forms.IntegerField(
        label=gettext_lazy("Labels below each other"),
        required=False,
        min_value=1,
        max_value=MOST_TYPED,
    )
    left = _length(gettext_lazy("Left margin of the sheet"))
    top = _length(gettext_lazy("Upper margin of the sheet"))
    step_x = _length(
        gettext_lazy("From one label to the next beside it"),
        gettext_lazy("From left edge to left edge. Leave it empty where there is no gap."),
    )
    step_y = _length(
        gettext_lazy("From one label to the next below it"),
        gettext_lazy("From upper edge to upper edge. Leave it empty where there is no gap."),
    )
    dpi = forms.TypedChoiceField(
        label=gettext_lazy("Dots to the inch"),
        choices=[(dots, f"{dots} dpi") for dots in DPI],
        coerce=int,
        help_text=gettext_lazy("Most thermal printers have 203, laser printers 300 or more."),
    )
    without_code = forms.BooleanField(
        label=gettext_lazy("Without a code to scan"),
        required=False,
        help_text=gettext_lazy("Price, name and code stand there, to be typed at the till."),
    )

    def measures(self) -> Measures:
        """What was typed; what was left empty is as usual."""
        known = {"name": "", "page": PageKind.A4, "dpi": 300, **self.cleaned_data}
        known.pop("without_code", None)
        return Measures(**{name: value for name, value in known.items() if value is not None})


@desk_only
def new(request: Reader, coworking: Coworking) -> HttpResponse:
    """Write down one more paper."""
    return _kept(request, coworking, None)


@desk_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """The papers a coworking has of its own."""
    base_url = public_url(request)
    rows = [(own, told(own.sheet, base_url)) for own in own_sheets(coworking)]
    return render(request, "desk/papers.html", {"coworking": coworking, "rows": rows})


@desk_only
def change(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """What is known of one paper; its name too."""
    return _kept(request, coworking, _own(coworking, pk))


@desk_only
@require_POST
def forget(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Take it off the list."""
    own = _own(coworking, pk)
    forget_sheet(sheet=own, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” is off the list.") % {"name": own.name})
    return redirect("desk_papers", coworking.slug)


def _own(coworking: Coworking, pk: int) -> OwnSheet:
    return get_object_or_404(own_sheets(coworking), pk=pk)


def _known(own: OwnSheet | None) -> dict[str, Any]:
    if own is None:
        return {"page": PageKind.A4, "dpi": 300, "columns": 1, "rows": 1}
    names = set(SheetForm.base_fields) - {"without_code"}
    known = {name: getattr(own, name) for name in names}
    return {**known, "without_code": own.kind == Kind.WORDS.value}


def _drawing(form: SheetForm, own: OwnSheet | None) -> str:
    """The sheet as it was typed, also where it cannot be; else as it was written down."""
    if form.is_bound and "wide" in form.cleaned_data and "high" in form.cleaned_data:
        return outline(drawn_as(measures=form.measures()))
    return outline(own.sheet) if own else ""


def _kept(request: Reader, coworking: Coworking, own: OwnSheet | None) -> HttpResponse:
    form = SheetForm(sent(request), initial=_known(own))
    status = 400 if form.errors else 200
    if form.is_valid():
        try:
            kept = keep_sheet(
                coworking=coworking,
                sheet=own,
                measures=form.measures(),
                without_code=form.cleaned_data["without_code"],
                base_url=public_url(request),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
        else:
            messages.success(request, _("“%(name)s” is written down.") % {"name": kept.name})
            return redirect("desk_paper", coworking.slug, kept.pk)
    own = _own(coworking, own.pk) if own else None
    context = {
        "coworking": coworking,
        "form": form,
        "own": own,
        "name": name_of(own.sheet) if own else "",
        "told": told(own.sheet, public_url(request)) if own else None,
        "drawing": _drawing(form, own),
    }
    return render(request, "desk/paper.html", context, status=status)

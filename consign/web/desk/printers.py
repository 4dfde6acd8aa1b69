"""The printers of labels: how far each prints beside the mark, and the page that shows it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consign.labels.calibration import calibration_page
from consign.labels.direct import queues_at
from consign.labels.models import Printer
from consign.labels.operations import LONGEST_NAME, forget_printer, keep_printer
from consign.labels.papers import papers
from consign.labels.pdf import Shift
from consign.labels.queries import printers_at, sheets_at
from consign.labels.sheets import L7160
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.web.access import Reader, desk_only
from consign.web.forms import PercentField, add_refusal, sent


class LengthField(PercentField):
    """Millimetres as a hand types them: `1.5`, `-0,5`; nothing is none."""

    default_error_messages = {
        "invalid": gettext_lazy("These are no millimetres. Write them like 1.5 or -0.5.")
    }

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) or Decimal(0)


class PrinterForm(forms.Form):
    """A printer, and how its labels are moved."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("As people call it: “Brother at the desk”."),
    )
    right = LengthField(
        label=gettext_lazy("Move to the right, in mm"),
        decimals=1,
        required=False,
        help_text=gettext_lazy("Below zero: to the left."),
    )
    down = LengthField(
        label=gettext_lazy("Move down, in mm"),
        decimals=1,
        required=False,
        help_text=gettext_lazy("Below zero: up."),
    )

    def __init__(self, queues: Sequence[str], *args: Any, **kwargs: Any) -> None:
        """`queues` are those there are: without any there is nothing to choose."""
        super().__init__(*args, **kwargs)
        if not queues:
            return
        choices = [("", _("No, from the browser")), *((queue, queue) for queue in queues)]
        self.fields["queue"] = forms.ChoiceField(
            label=_("Send labels straight to it"),
            required=False,
            help_text=_("By its queue on the machine this program runs on."),
            choices=choices,
        )


@desk_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """The printers there are, and one more."""
    return _kept(request, coworking, None)


@desk_only
def change(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """What is known of one printer; its name too."""
    return _kept(request, coworking, _printer(coworking, pk))


@desk_only
@require_POST
def forget(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Take it off the list."""
    printer = _printer(coworking, pk)
    forget_printer(printer=printer, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” is off the list.") % {"name": printer.name})
    return redirect("desk_printers", coworking.slug)


@desk_only
@require_safe
@never_cache
def calibrate(request: Reader, coworking: Coworking) -> HttpResponse:
    """The frames of a paper as PDF; `?printer=` moves them as it moves labels."""
    sheet = sheets_at(coworking).get(request.GET.get("paper", ""), L7160)
    shift = chosen_shift(request, coworking)
    pdf = calibration_page(sheet=sheet, shift=shift, language=get_language() or "en")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="calibration.pdf"'
    return response


def chosen_printer(request: HttpRequest, coworking: Coworking) -> Printer | None:
    """The coworking's printer the form or the address names; None for none and for any other."""
    named = (request.POST or request.GET).get("printer", "")
    known = named.isdecimal() and len(named) < 10
    return printers_at(coworking).filter(pk=named).first() if known else None


def chosen_shift(request: HttpRequest, coworking: Coworking) -> Shift:
    """How far the printer the form or the address names has to be put right."""
    printer = chosen_printer(request, coworking)
    return printer.shift if printer else (0, 0)


def _printer(coworking: Coworking, pk: int) -> Printer:
    return get_object_or_404(printers_at(coworking), pk=pk)


def _kept(request: Reader, coworking: Coworking, printer: Printer | None) -> HttpResponse:
    fields = (*PrinterForm.base_fields, "queue")
    known = {name: getattr(printer, name) for name in fields} if printer else None
    form = PrinterForm(queues_at(coworking), sent(request), initial=known)
    if form.is_valid():
        try:
            kept = keep_printer(
                coworking=coworking,
                printer=printer,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("“%(name)s” is written down.") % {"name": kept.name})
            return redirect("desk_printers", coworking.slug)
    context = {
        "coworking": coworking,
        "form": form,
        "printer": printer,
        "printers": printers_at(coworking),
        "papers": papers(sheets_at(coworking).values()),
    }
    return render(request, "desk/printers.html", context, status=400 if form.errors else 200)

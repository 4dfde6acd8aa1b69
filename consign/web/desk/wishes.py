"""What passers-by ask to have kept: kept until a moment, or declined with a word."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.models import HoldWish
from consign.stock.queries import places_of, wishes_at
from consign.stock.wishes import decline_wish, keep_wish
from consign.web.access import Reader, desk_only
from consign.web.desk.goods import until_field, usual_until
from consign.web.forms import add_refusal, sent

ROWS = 60


class KeepForm(forms.Form):
    until = until_field()


class SayNoForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("A word for whoever asked"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Why not, and what would help: “It was sold this morning.”"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@desk_only
@require_safe
def every(request: Reader, coworking: Coworking) -> HttpResponse:
    """What waits for an answer, longest waiting first."""
    waiting = wishes_at(coworking).prefetch_related("item__photos")
    page = Paginator(waiting, ROWS).get_page(request.GET.get("page"))
    return render(request, "desk/wishes.html", {"coworking": coworking, "page_obj": page})


@desk_only
def one(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Answer a wish: yes, until when, or no."""
    wish = get_object_or_404(
        HoldWish.objects.filter(pk__in=wishes_at(coworking).values("pk")), pk=pk
    )
    saying_no = "no" in request.POST
    data = sent(request)
    initial = {"until": usual_until(timezone.now())}
    yes = KeepForm(None if saying_no else data, initial=initial)
    no = SayNoForm(data if saying_no else None)
    form = no if saying_no else yes
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, wish, form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {
        "coworking": coworking,
        "wish": wish,
        "places": places_of(wish.item).filter(showcase__coworking=coworking),
        "yes": yes,
        "no": no,
    }
    return render(request, "desk/wish.html", context, status=status)


def _answer(request: Reader, wish: HoldWish, said: dict[str, Any]) -> HttpResponse:
    act = decline_wish if "answer" in said else keep_wish
    act(wish=wish, by=request.user, at=timezone.now(), **said)
    told = _("%(name)s is told by mail.") % {"name": wish.name}
    messages.success(request, told)
    return redirect("desk_wishes", wish.coworking.slug)

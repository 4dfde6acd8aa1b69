"""What is on hand, and what can be done with it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.models import Placement
from consign.stock.operations import give_back, move
from consign.stock.queries import matching, placed_at, placements_at, showcases_of
from consign.web.access import Reader, desk_only

ROWS = 60


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, initial=1)


class MoveForm(QuantityForm):
    """To which other showcase of the coworking, and how many."""

    def __init__(self, data: QueryDict | None, *, place: Placement) -> None:
        super().__init__(data, prefix="move", initial={"quantity": place.on_hand})
        others = showcases_of(place.showcase.coworking).exclude(pk=place.showcase_id)
        self.fields["showcase"] = forms.ModelChoiceField(
            others, label=gettext_lazy("To"), empty_label=None
        )


@desk_only
@require_safe
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """All that is on hand; looked through by code, title or maker, and by showcase."""
    query = request.GET.get("q", "").strip()
    showcases = list(showcases_of(coworking))
    chosen = next((one for one in showcases if str(one.pk) == request.GET.get("showcase")), None)
    found = placements_at(coworking).filter(matching(query, item="item__"))
    if chosen:
        found = found.filter(showcase=chosen)
    context = {
        "coworking": coworking,
        "query": query,
        "showcases": showcases,
        "chosen": chosen,
        "pieces": found.order_by().aggregate(n=Sum("on_hand"))["n"] or 0,
        "page_obj": Paginator(found, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "desk/goods.html", context)


@desk_only
def placement(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Pieces of an item in one showcase: move them to another, or give them back."""
    place = get_object_or_404(placed_at(coworking), pk=pk)
    action = request.POST.get("action", "")
    moving = MoveForm(request.POST if action == "move" else None, place=place)
    giving = QuantityForm(request.POST if action == "give" else None, prefix="give")
    status = 200
    if action in ("move", "give"):
        form, act = (giving, _give) if action == "give" else (moving, _move)
        if form.is_valid():
            try:
                return act(request, place, form)
            except Refused as refused:
                form.add_error(refused.place or None, str(refused))
                status = 409
        else:
            status = 400
    context = {"coworking": coworking, "place": place, "moving": moving, "giving": giving}
    return render(request, "desk/placement.html", context, status=status)


def _move(request: Reader, place: Placement, form: forms.Form) -> HttpResponse:
    target = move(
        placement=place,
        showcase=form.cleaned_data["showcase"],
        quantity=form.cleaned_data["quantity"],
        by=request.user,
        at=timezone.now(),
    )
    said = _("“%(title)s” is in “%(where)s” now.")
    about = {"title": place.item.title, "where": form.cleaned_data["showcase"].name}
    messages.success(request, said % about)
    return redirect("desk_placement", place.showcase.coworking.slug, target.pk)


def _give(request: Reader, place: Placement, form: forms.Form) -> HttpResponse:
    give_back(
        placement=place,
        quantity=form.cleaned_data["quantity"],
        by=request.user,
        at=timezone.now(),
    )
    said = _("“%(title)s” is given back to %(maker)s.")
    about = {"title": place.item.title, "maker": place.item.maker.name}
    messages.success(request, said % about)
    return redirect("desk_placement", place.showcase.coworking.slug, place.pk)

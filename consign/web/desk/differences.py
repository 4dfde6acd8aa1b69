"""What a count found otherwise than the books: where the pieces are, somebody says."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.counts import differences_at, moved_since, other_places
from consign.stock.deciding import DECISIONS, LONGEST_REMARK, decide_difference
from consign.stock.models import Difference, DifferenceState, Showcase
from consign.stock.queries import showcases_of
from consign.web.access import Reader, desk_only
from consign.web.forms import choose_among, sent


class DecideForm(forms.Form):
    """What a difference comes from; of a move, the other showcase."""

    decision = forms.ChoiceField(choices=[(one.value, one.value) for one in DECISIONS])
    showcase = forms.ModelChoiceField(Showcase.objects.none(), required=False)
    remark = forms.CharField(max_length=LONGEST_REMARK, required=False)

    @property
    def problem(self) -> str:
        """The first thing that is wrong with what was sent, in words."""
        return next((str(one) for few in self.errors.values() for one in few), "")


@desk_only
@never_cache
def page(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """One difference: what explains it, and what can be said of it while it waits."""
    difference = get_object_or_404(differences_at(coworking), pk=pk)
    form = DecideForm(sent(request))
    choose_among(form, "showcase", showcases_of(coworking))
    problem, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            done = _decide(request, difference, form)
        except Refused as refused:
            problem, status = str(refused), 409
        else:
            messages.success(request, _said(done))
            return redirect("desk_stocktake", coworking.slug, difference.stocktake_id)
    elif form.is_bound:
        problem, status = form.problem, 400
    context = {
        "coworking": coworking,
        "difference": differences_at(coworking).get(pk=pk),
        "others": other_places(difference),
        "moves": moved_since(difference),
        "remark": request.POST.get("remark", ""),
        "problem": problem,
    }
    return render(request, "desk/difference.html", context, status=status)


def _decide(request: Reader, difference: Difference, form: DecideForm) -> Difference:
    told = form.cleaned_data
    return decide_difference(
        difference=difference,
        decision=DifferenceState(told["decision"]),
        showcase=told["showcase"],
        remark=told["remark"],
        by=request.user,
        at=timezone.now(),
    )


def _said(done: Difference) -> str:
    about = {"title": done.placement.item.title}
    if done.state == DifferenceState.COUNTED_IN:
        return _("“%(title)s” is counted in.") % about
    if done.state == DifferenceState.MOVED:
        return _("“%(title)s” is moved in the books.") % about
    return _("Noted. The count of “%(title)s” was not changed.") % about

"""Looking for a piece: by word, material, price, in one window or in all."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking
from consign.people.queries import coworkings
from consign.stock.items import LARGEST_PRICE
from consign.stock.on_show import Wanted, found, materials_on_show
from consign.web.access import public
from consign.web.forms import AmountField
from consign.web.window.freshness import kept_a_minute
from consign.web.window.sharing import shared

PIECES = 48


class Finder(forms.Form):
    """What somebody looks for; whatever is missing does not matter to them."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    material = forms.CharField(label=_("Material"), max_length=60, required=False)
    most = AmountField(label=_("At most"), required=False)
    window = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Coworking.objects.none(),
        to_field_name="slug",
        empty_label=_("in every window"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["window"]
        field.queryset = coworkings()  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What was typed; what could not be read is as if it was not there."""
        self.is_valid()
        told = self.cleaned_data
        most = told.get("most")
        return Wanted(
            words=told.get("q", ""),
            material=told.get("material", ""),
            most=None if most is None else min(most, LARGEST_PRICE),
            coworking=told.get("window"),
        )


def finder(coworking: Coworking | None = None) -> Finder:
    """An empty form, for one window if given."""
    return Finder(initial={"window": coworking.slug} if coworking else None)


@public
@kept_a_minute
def search(request: HttpRequest) -> HttpResponse:
    """Pieces on show that fit what somebody looks for."""
    form = Finder(request.GET)
    wanted = form.wanted
    page = Paginator(found(wanted), PIECES).get_page(request.GET.get("page"))
    context = {
        "finder": form,
        "wanted": wanted,
        "page_obj": page,
        "materials": materials_on_show(),
        "shared": shared(request, data={"@type": "SearchResultsPage"}, listed=False),
    }
    return render(request, "window/search.html", context)

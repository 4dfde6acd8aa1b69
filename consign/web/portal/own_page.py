"""What the street reads about a maker, and whether the web may show it: the maker says."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.people.models import Maker
from consign.people.operations import tell_about_maker
from consign.refusal import Refused
from consign.web.access import Reader, maker_only
from consign.web.forms import add_refusal

LONGEST_STORY = 4000


class OwnPageForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of your project"),
        help_text=gettext_lazy("As it stands on your labels."),
        max_length=80,
    )
    craft = forms.CharField(
        label=gettext_lazy("What you make"),
        help_text=gettext_lazy("In a few words: “Jewellery of feathers and brass”."),
        max_length=80,
        required=False,
    )
    story = forms.CharField(
        label=gettext_lazy("Your story"),
        help_text=gettext_lazy("Who you are, how you work, where your materials come from."),
        max_length=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    online = forms.BooleanField(
        label=gettext_lazy("The web may show this page and my pieces that are in a window"),
        help_text=gettext_lazy(
            "With their pictures and prices, also in search engines. What is sold leaves. You can "
            "take this back at any time."
        ),
        required=False,
    )


@maker_only
def page(request: Reader, maker: Maker) -> HttpResponse:
    """Read it, change it, say yes or no to the web."""
    told = {name: getattr(maker, name) for name in OwnPageForm.base_fields}
    form = OwnPageForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            tell_about_maker(maker=maker, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _said(maker))
            return redirect("my_page", maker.slug)
    status = 422 if form.errors else 200
    context = {"maker": maker, "form": form}
    return render(request, "portal/own_page.html", context, status=status)


def _said(maker: Maker) -> str:
    if maker.online:
        return _("It stands there. The web shows your page and what is in a window.")
    return _("It is kept. The web shows neither your page nor your pieces.")

"""A maker's word on a slip, from their account or by the mailed link: yes, or what differs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.people.models import User
from consign.refusal import Refused
from consign.slips.models import How, Slip
from consign.slips.operations import LONGEST, confirm, object_to


class DifferenceForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What differs?"),
        help_text=gettext_lazy("“There were three rings, not two.”"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class Word:
    """Who speaks, by which way, and when."""

    how: How
    by: User | None
    at: datetime


def word_on(request: HttpRequest, slip: Slip, word: Word) -> tuple[dict[str, Any], int]:
    """Take the maker's word, if this is one; gives what the page tells, and its status: 302 when
    it was taken.  Looking at the page says nothing."""
    objecting = request.POST.get("action") == "object"
    form = DifferenceForm(request.POST if objecting else None)
    context = {"slip": slip, "lines": list(slip.lines.all()), "form": form, "problem": ""}
    if request.method != "POST":
        return context, 200
    if objecting and not form.is_valid():
        return context, 400
    try:
        messages.success(request, _taken(slip, word, form if objecting else None))
    except Refused as refused:
        return {**context, "problem": str(refused)}, 409
    return context, 302


def _taken(slip: Slip, word: Word, form: forms.Form | None) -> str:
    facts = {"number": slip.number, "coworking": slip.coworking.name}
    if form is not None:
        words = form.cleaned_data["words"]
        object_to(slip=slip, words=words, how=word.how, by=word.by, at=word.at)
        return _("%(coworking)s reads what you wrote, and answers.") % facts
    confirm(slip=slip, how=word.how, by=word.by, at=word.at)
    return _("%(number)s is confirmed by both sides. Thank you.") % facts

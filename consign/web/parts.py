"""Pages made of several forms, each a part of its own that is sent by its own button."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from consign.refusal import Refused
from consign.web.access import Reader
from consign.web.forms import add_refusal

# Writes down what a form holds and says so in a sentence; Refused where it may not be.
Save = Callable[[dict[str, Any]], str]


class FormPart:
    """One form among others of a page; `name` is its prefix and that of its button."""

    def __init__(
        self, request: Reader, name: str, make: Callable[..., forms.Form], save: Save
    ) -> None:
        self.sent = name in request.POST
        self.form = make(request.POST if self.sent else None, prefix=name)
        self.status = 200
        self._save = save

    def act(self) -> str:
        """Do what was sent and tell what came of it; empty when it stays as it was."""
        try:
            if self.form.is_valid():
                return self._save(self.form.cleaned_data)
            self.status = 400
        except Refused as refused:
            add_refusal(self.form, refused)
            self.status = 409
        return ""


def page_of_parts(
    request: Reader, template: str, parts: Mapping[str, FormPart], context: Mapping[str, Any]
) -> HttpResponse:
    """The page, or back to it once one of its parts was sent and is written down."""
    sent = next((part for part in parts.values() if part.sent), None)
    said = sent.act() if sent else ""
    if said:
        messages.success(request, said)
        return redirect(request.get_full_path())
    unknown = request.method == "POST" and sent is None
    status = 400 if unknown else max(part.status for part in parts.values())
    return render(request, template, {**context, **parts}, status=status)

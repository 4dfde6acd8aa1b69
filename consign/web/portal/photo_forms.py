"""Shapes of what makers send as photos: several at once, and the frame of a crop."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.stock.photos import LARGEST_BYTES, MOST_PHOTOS, TooManyPhotos
from consign.web.forms import add_refusal


class SeveralFiles(forms.FileInput):
    """Files of one name: chosen together, or one by one in several inputs."""

    allow_multiple_selected = True

    def value_from_datadict(
        self,
        data: Mapping[str, Any],  # noqa: ARG002
        files: MultiValueDict[str, Any],
        name: str,
    ) -> list[Any]:
        return files.getlist(name) if files else []


class PhotosField(forms.FileField):
    """Photos, straight from the camera or chosen: the uploaded files, not read yet.

    A piece has at most `most`; `room` is how many the page takes.
    """

    most = MOST_PHOTOS
    room = MOST_PHOTOS
    widget = SeveralFiles(attrs={"accept": "image/*,.heic,.heif"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        if self.required and not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(data) > MOST_PHOTOS:
            refused = TooManyPhotos(most=MOST_PHOTOS)
            raise forms.ValidationError(str(refused), code=refused.code)
        return [super(PhotosField, self).clean(file, initial) for file in data]


class PercentOfSide(forms.IntegerField):
    """A part of a picture's side, in whole percent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=100,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )


def read_one_by_one(files: Iterable["UploadedFile[Any]"]) -> Iterator[bytes]:
    """The bytes of photos, read when their turn comes: never more than a byte too many."""
    for file in files:
        yield file.read(LARGEST_BYTES + 1)


def add_photo_refusal(form: forms.Form, refused: Refused) -> None:
    """Say no to a photo under its own name, where several were sent."""
    number = refused.place.removeprefix("photos.")
    if number.isdecimal():
        file = form.cleaned_data["photos"][int(number)]
        form.add_error("photos", f"{file.name}: {refused}")
    else:
        add_refusal(form, refused)


class PhotosForm(forms.Form):
    """More photos of a piece, which has `there` already."""

    photos = PhotosField(label=_("Photos"))

    def __init__(self, *args: Any, there: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["photos"]
        if isinstance(field, PhotosField):
            field.room = MOST_PHOTOS - there


class FrameForm(forms.Form):
    """The part of a photo that stays, in percent; `seen` is the file it was drawn on."""

    left = PercentOfSide(label=_("Cut off on the left"), initial=0)
    top = PercentOfSide(label=_("Cut off at the top"), initial=0)
    width = PercentOfSide(label=_("Width that stays"), initial=100)
    height = PercentOfSide(label=_("Height that stays"), initial=100)
    seen = forms.CharField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

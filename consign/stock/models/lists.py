"""Lists of pieces that makers send, kept until they are taken over."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking, Maker


class ListUploadState(models.TextChoices):
    LOOKED_AT = "looked_at", _("not taken over yet")
    PHOTOS = "photos", _("photos under way")
    DONE = "done", _("taken over")


class ListUpload(models.Model):
    """A list as a maker sent it, with a zip of photos or without, on its way to become items.

    `key` is made with the form: sent twice, it is one list.  Once taken over, `made` counts its
    items and `pictures` says which photo goes to which item (its number and a name in the zip) in
    the order they are worked off; `done` of them are.  `problems` tells of photos that could not
    be used: the file's name, a code, and the title of the item it was for.  The files lie in a
    folder that no address leads to.
    """

    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="list_uploads")
    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="uploads/")
    photos = models.FileField(upload_to="uploads/", blank=True)
    state = models.CharField(
        max_length=10, choices=ListUploadState.choices, default=ListUploadState.LOOKED_AT
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    made = models.PositiveIntegerField(default=0)
    pictures = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ListUploadState.values), name="stock_list_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="looked_at", taken_at__isnull=True)
                | ~Q(state="looked_at") & Q(taken_at__isnull=False),
                name="stock_list_taken_at",
            ),
            models.CheckConstraint(
                condition=Q(state="photos", done__lt=F("total"))
                | ~Q(state="photos") & Q(done=F("total")),
                name="stock_list_done_when_all_photos_are",
            ),
        ]

    def __str__(self) -> str:
        return self.name

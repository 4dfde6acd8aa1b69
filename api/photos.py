"""Photos of items: added, put in order, cropped, removed by whoever keeps the item."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import RowKey
from api.parsers import Form
from api.resource import Resource
from consign.stock.models import Item, Photo
from consign.stock.photos import LARGEST_BYTES, MOST_PHOTOS, Frame, PhotoTooLarge
from consign.stock.pictures import (
    PhotosChanged,
    add_photo,
    arrange_photos,
    crop_photo,
    remove_photo,
)

ONE = r"photos/(?P<photo>[0-9]{1,18})"
WHICH = OpenApiParameter("photo", int, OpenApiParameter.PATH, description="The `id` of a photo.")


class PhotoSerializer(serializers.Serializer[Any]):
    """A picture in two sizes, as JPEG, by their addresses on this host."""

    id = serializers.IntegerField(source="pk")
    position = serializers.IntegerField(help_text="From 1 on; the first is the item's face.")
    large = serializers.CharField(source="large.url")
    small = serializers.CharField(source="small.url")
    width = serializers.IntegerField(help_text="Of the large one, in pixels.")
    height = serializers.IntegerField()


class NewPhoto(serializers.Serializer[Any]):
    """A picture from a camera or a file: JPEG, PNG, WebP or HEIC."""

    photo = serializers.FileField(allow_empty_file=True)


class PhotoOrder(serializers.Serializer[Any]):
    """All photos of an item, in the order they are to have."""

    order = serializers.ListField(child=RowKey(), max_length=MOST_PHOTOS)


class PhotoFrame(serializers.Serializer[Any]):
    """The part of a photo that stays, in whole percents of its sides."""

    large = serializers.CharField(
        help_text="The address of the picture the frame was drawn on: cropped since, it is refused."
    )
    left = serializers.IntegerField(min_value=0, max_value=100)
    top = serializers.IntegerField(min_value=0, max_value=100)
    width = serializers.IntegerField(min_value=0, max_value=100)
    height = serializers.IntegerField(min_value=0, max_value=100)


class PhotosOfItems(Resource[Item]):
    """What is done with the photos of an item; `kept` finds the item of the address."""

    def kept(self) -> Item:
        """The item of the address, of a maker whose pieces the reader registers and prices."""
        raise NotImplementedError

    @extend_schema(request={"multipart/form-data": NewPhoto}, responses={201: PhotoSerializer})
    @action(detail=True, methods=["post"], parser_classes=[Form])
    def photos(self, _request: Request, code: str) -> Response:  # noqa: ARG002
        """Add a picture; it is turned upright, shrunk and freed of the camera's data."""
        item = self.kept()
        file = self.sent(NewPhoto)["photo"]
        if file.size > LARGEST_BYTES:
            raise PhotoTooLarge(place="photo")
        photo = add_photo(item=item, data=file.read(), by=self.reader, at=timezone.now())
        return Response(PhotoSerializer(photo).data, 201)

    @extend_schema(request=PhotoOrder, responses=PhotoSerializer(many=True))
    @action(detail=True, methods=["post"], url_path="photos/order")
    def arrange(self, _request: Request, code: str) -> Response:  # noqa: ARG002
        """Put the photos in order; each is named once, by its `id`."""
        item = self.kept()
        order = self.sent(PhotoOrder)["order"]
        photos = arrange_photos(item=item, order=order, by=self.reader, at=timezone.now())
        return Response(PhotoSerializer(photos, many=True).data)

    @extend_schema(request=None, responses={204: None}, parameters=[WHICH])
    @action(detail=True, methods=["delete"], url_path=ONE)
    def remove(self, _request: Request, code: str, photo: str) -> Response:  # noqa: ARG002
        """Remove a photo for good."""
        remove_photo(photo=self._photo(photo), by=self.reader, at=timezone.now())
        return Response(status=204)

    @extend_schema(request=PhotoFrame, responses=PhotoSerializer, parameters=[WHICH])
    @action(detail=True, methods=["post"], url_path=f"{ONE}/crop")
    def crop(self, _request: Request, code: str, photo: str) -> Response:  # noqa: ARG002
        """Keep a part of a photo, for good; its addresses are new then."""
        found = self._photo(photo)
        sent = self.sent(PhotoFrame)
        if sent.pop("large") != found.large.url:
            raise PhotosChanged(place="large")
        cropped = crop_photo(
            photo=found,
            frame=Frame(**sent),
            seen=str(found.large.name),
            by=self.reader,
            at=timezone.now(),
        )
        return Response(PhotoSerializer(cropped).data)

    def _photo(self, pk: str) -> Photo:
        return get_object_or_404(Photo, item=self.kept(), pk=int(pk))

"""Colours of the demo pictures and how light changes them."""

import random
from functools import cache

from PIL import Image

# Pictures are geometry, never amounts: the one place of the house where numbers may be inexact.
Number = float
Colour = tuple[int, ...]

WHITE: Colour = (255, 253, 248)
DUSK: Colour = (52, 38, 48)

TONES: dict[str, Colour] = {
    "gold": (205, 160, 84),
    "silver": (186, 190, 197),
    "copper": (186, 108, 76),
    "chalk": (240, 235, 225),
    "cream": (236, 222, 196),
    "oat": (216, 200, 172),
    "sand": (205, 180, 142),
    "honey": (224, 168, 76),
    "mustard": (208, 156, 52),
    "ochre": (196, 132, 60),
    "terracotta": (190, 100, 68),
    "rust": (158, 72, 46),
    "brick": (168, 70, 60),
    "rose": (206, 126, 124),
    "blush": (230, 188, 174),
    "plum": (116, 64, 92),
    "lilac": (170, 150, 188),
    "lavender": (146, 134, 180),
    "ink": (44, 62, 96),
    "indigo": (58, 74, 128),
    "sky": (144, 178, 204),
    "sea": (78, 132, 148),
    "teal": (48, 108, 110),
    "mint": (176, 206, 188),
    "sage": (148, 166, 136),
    "moss": (106, 122, 76),
    "forest": (52, 84, 66),
    "charcoal": (66, 64, 68),
    "black": (44, 42, 46),
    "chestnut": (122, 70, 48),
    "walnut": (104, 74, 54),
    "cherry": (168, 96, 66),
    "oak": (190, 148, 100),
    "ash": (218, 192, 152),
    "willow": (178, 140, 92),
    "cognac": (164, 92, 48),
}


def mix(first: Colour, second: Colour, part: Number) -> Colour:
    """The first colour with a part (0 to 1) of the second."""
    return tuple(int(a + (b - a) * part) for a, b in zip(first[:3], second[:3], strict=True))


def light(colour: Colour, part: Number) -> Colour:
    return mix(colour, WHITE, part)


def dark(colour: Colour, part: Number) -> Colour:
    return mix(colour, DUSK, part)


def veil(colour: Colour, strength: int) -> Colour:
    """The colour as a see-through layer, strength from 0 to 255."""
    return (*colour[:3], strength)


def apart(first: Colour, second: Colour) -> Number:
    """How different two colours look, brightness counting double."""
    gap = [a - b for a, b in zip(first[:3], second[:3], strict=True)]
    return 2 * abs(sum(gap)) / 3 + max(abs(part - sum(gap) / 3) for part in gap)


@cache
def ramp(stops: tuple[Colour, ...], steps: int = 64) -> list[Colour]:
    """The stops with even steps between them."""
    found = []
    for step in range(steps):
        place = step * (len(stops) - 1) / (steps - 1)
        index = min(int(place), len(stops) - 2)
        part = place - index
        pair = zip(stops[index], stops[index + 1], strict=True)
        found.append(tuple(int(a + (b - a) * part) for a, b in pair))
    return found


@cache
def grain(width: int, height: int) -> Image.Image:
    """A fine noise around middle grey that hides bands in soft gradients."""
    luck = random.Random(1)  # noqa: S311 - grain keeps no secret
    noise = Image.frombytes("L", (width, height), luck.randbytes(width * height))
    noise = noise.point([123 + value // 23 for value in range(256)])
    return Image.merge("RGB", (noise, noise, noise))

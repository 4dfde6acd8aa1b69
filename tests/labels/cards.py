"""Cards for the window: with tall and wide photos and none, short and long words."""

from io import BytesIO

from PIL import Image

from consign.labels.face import Face
from consign.paper.pen import Picture

URL = "https://VITRINE.EXAMPLE/I/7K3M9QX"
STORY = "Chaque plume vient du parc, trouvée au début de l'été et protégée par une résine. " * 12
LONG = "Arbeidsongeschiktheidsverzekeringsmaatschappij"


def photo(wide: int, high: int) -> Picture:
    stream = BytesIO()
    Image.new("RGB", (wide, high), "#a04060").save(stream, "JPEG")
    return Picture(stream.getvalue(), wide, high)


def card(title: str, *, story: str = "", picture: Picture | None = None, before: str = "") -> Face:
    seller, details = f"Vendu par {LONG} {LONG} SC", "Argent 925, taille 52"
    return Face(
        "7K3M9QX", URL, title, "45,00 €", "Comme une plume", seller, details, before, story, picture
    )


CARDS = [
    card("Bague plume", story=STORY, picture=photo(400, 300)),
    card(f"{LONG} in een doosje", story="Kort.", picture=photo(300, 400), before="50,00 €"),
    card("Bienenwachskerze „Winternachtstraum“", story=STORY),
    card("Tasse"),
]

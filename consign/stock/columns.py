"""The columns of a maker's list, under the names makers give them in four languages."""

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Column(Enum):
    """What a column of a list means to us."""

    REFERENCE = "reference"
    TITLE = "title"
    MATERIALS = "materials"
    SIZE = "size"
    QUANTITY = "quantity"
    PRICE = "price"
    VAT = "vat"
    CARE = "care"
    METAL = "metal"
    VALUE = "value"
    PHOTOS = "photos"
    CODE = "code"
    REMARK = "remark"

    @property
    def label(self) -> str:
        """The column's name in the reader's language."""
        return str(_LABELS[self])


_LABELS: dict[Column, str | Promise] = {
    Column.REFERENCE: _("Reference"),
    Column.TITLE: _("Piece"),
    Column.MATERIALS: _("Materials"),
    Column.SIZE: _("Size"),
    Column.QUANTITY: _("Quantity"),
    Column.PRICE: _("Price"),
    Column.VAT: _("VAT"),
    Column.CARE: _("Care"),
    Column.METAL: _("Precious metal in grams"),
    Column.VALUE: _("Value if lost"),
    Column.PHOTOS: _("Photos"),
    Column.CODE: _("Label code"),
    Column.REMARK: _("Remark"),
}

# Without accents, signs and brackets, as `plain` leaves them.
_NAMES: dict[Column, str] = {
    Column.REFERENCE: """ref|reference|code|no|n|num|numero|nr|nummer|referentie|artikelnummer
        |artikelnr|item no|artikel nr|referenz""",
    Column.TITLE: """piece|article|nom|titre|produit|designation|intitule|stuk|artikel|naam|titel
        |omschrijving|benaming|item|title|name|description|stuck|bezeichnung|beschreibung""",
    Column.MATERIALS: """matiere|matieres|materiau|materiaux|materiaal|materialen|material
        |materials|materialien|grondstof|grondstoffen""",
    Column.SIZE: """taille|tailles|dimension|dimensions|format|mesures|maat|maten|afmeting
        |afmetingen|formaat|size|sizes|grosse|masse|abmessung|abmessungen""",
    Column.QUANTITY: """qte|quantite|nombre|stock|aantal|hoeveelheid|stuks|voorraad|qty|quantity
        |count|on hand|anzahl|menge|bestand|stuckzahl|en stock|op voorraad
        |in voorraad|vorratig""",
    Column.PRICE: """prix|prix ttc|prix tvac|prix de vente|prix unitaire|prijs|verkoopprijs
        |prijs incl btw|price|sale price|unit price|price incl vat|preis|verkaufspreis
        |stuckpreis""",
    Column.VAT: """tva|taux tva|taux de tva|btw|btw tarief|vat|vat rate|mwst|ust
        |mehrwertsteuer|mwst satz""",
    Column.CARE: """entretien|conseils d entretien|soin|soins|onderhoud|verzorging|care
        |care instructions|pflege|pflegehinweis|pflegehinweise""",
    Column.METAL: """metal precieux en grammes|metal precieux|poids de metal|poids du metal
        |poids metal precieux|edelmetaal in gram|edelmetaal|gewicht edelmetaal|metaalgewicht
        |precious metal in grams|precious metal|metal weight|metal grams|edelmetall in gramm
        |edelmetall|edelmetallgewicht|gewicht edelmetall""",
    Column.VALUE: """valeur en cas de perte|valeur convenue|valeur agreee|waarde bij verlies
        |overeengekomen waarde|afgesproken waarde|value if lost|agreed value|wert bei verlust
        |vereinbarter wert""",
    Column.PHOTOS: """photo|photos|image|images|foto|fotos|foto s|afbeelding|afbeeldingen|picture
        |pictures|bild|bilder""",
    Column.CODE: """code etiquette|code de l etiquette|etiquette|labelcode|label code|label
        |etikettcode|etikettencode|etikett""",
    Column.REMARK: """remarque|remarques|note|notes|commentaire|commentaires|observation
        |observations|opmerking|opmerkingen|nota|remark|remarks|comment|comments|bemerkung
        |bemerkungen|anmerkung|anmerkungen|hinweis|hinweise|notiz|notizen""",
}
_MEANING = {name.strip(): column for column, names in _NAMES.items() for name in names.split("|")}


def plain(text: str) -> str:
    """Lower case, no accents, no brackets, no signs: `Prix (€)` and `PRIX` are one word."""
    unbracketed = re.sub(r"\(.*?\)|\[.*?\]", " ", text.casefold())
    letters = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", unbracketed)
        if not unicodedata.combining(sign)
    )
    return " ".join(re.findall(r"[a-z]+", letters))


def meanings(header: Sequence[str]) -> list[Column | None]:
    """What each cell of a header row means; None where we do not know the word."""
    return [_MEANING.get(plain(cell)) for cell in header]

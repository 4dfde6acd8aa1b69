"""The demo's coworkings, legal entities and staff.

JobYourself, Dies and Rcoop exist; what stands here about them is invented but for their names.
Every enterprise number (they begin with 1999), every account (bank code 999 belongs to no bank's
customers), every house number and mail address is made up; only their check digits are right, so
that the program takes them.
"""

from consign.console.demo.parts import CoworkingFacts, EntityFacts, PersonFacts, ShowcaseFacts

RCOOP, FILATURE = "rcoop", "filature"

STAFF = (
    PersonFacts("sofia@rcoop.example", "Sofia Lambrecht", "fr"),
    PersonFacts("amadou@rcoop.example", "Amadou Diallo", "fr"),
    PersonFacts("lena@rcoop.example", "Lena Hoffmann", "de"),
    PersonFacts("nora@rcoop.example", "Nora Vanhoof", "nl"),
    PersonFacts("pieter@filature.example", "Pieter De Smet", "nl"),
    PersonFacts("ilse@filature.example", "Ilse Wouters", "nl"),
    PersonFacts("yasmina@filature.example", "Yasmina Bakkali", "fr"),
    PersonFacts("robin@vitrines.example", "Robin Maes", "en"),
)

# By mail address, whom each adviser advises.
ADVISERS = (
    (PersonFacts("marc@jobyourself.example", "Marc Vandenbroeck", "fr"), "jobyourself"),
    (PersonFacts("claire@dies.example", "Claire Fontaine", "fr"), "dies"),
)

ENTITIES = (
    EntityFacts(
        key="rcoop",
        kind="cooperative",
        legal_name="Rcoop SC",
        enterprise_number="1999000744",
        iban="BE54 9991 0000 0097",
        street="Rue de la Paix",
        postcode="1050",
        town="Ixelles",
        email="compta@rcoop.example",
        legal_form="SC",
        register="RPM Bruxelles",
    ),
    EntityFacts(
        key="filature",
        kind="non_profit",
        legal_name="De Filature vzw",
        enterprise_number="1999010840",
        iban="BE55 9991 0011 1144",
        street="Voorbeeldstraat 12",
        postcode="1030",
        town="Schaarbeek",
        email="boekhouding@filature.example",
        legal_form="vzw",
        register="RPR Brussel",
        language="nl",
    ),
    EntityFacts(
        key="jobyourself",
        kind="cooperative",
        legal_name="JobYourself SC",
        enterprise_number="1999020936",
        iban="BE56 9991 0022 2288",
        street="Rue de l’Exemple 1",
        postcode="1000",
        town="Bruxelles",
        email="compta@jobyourself.example",
        legal_form="SC",
        register="RPM Bruxelles",
    ),
    EntityFacts(
        key="dies",
        kind="cooperative",
        legal_name="Dies SC",
        enterprise_number="1999031032",
        iban="BE57 9991 0033 3335",
        street="Rue de l’Exemple 2",
        postcode="1060",
        town="Saint-Gilles",
        email="compta@dies.example",
        legal_form="SC",
        register="RPM Bruxelles",
    ),
    EntityFacts(
        key="camille",
        kind="self_employed",
        legal_name="Camille Dubois",
        enterprise_number="1999041128",
        iban="BE58 9991 0044 4479",
        street="Rue du Tour 8",
        postcode="1060",
        town="Saint-Gilles",
        email="camille@terredombre.example",
    ),
    EntityFacts(
        key="lotte",
        kind="self_employed",
        legal_name="Lotte Vermeulen",
        enterprise_number="1999051224",
        iban="BE59 9991 0055 5526",
        street="Spoelstraat 31",
        postcode="1030",
        town="Schaarbeek",
        email="lotte@draadendaad.example",
        language="nl",
        vat_status="exempt_small",
    ),
    EntityFacts(
        key="matthias",
        kind="company",
        legal_name="Holzweg Klein GmbH",
        enterprise_number="1999061320",
        iban="BE60 9991 0066 6670",
        street="Spanweg 4",
        postcode="4700",
        town="Eupen",
        email="matthias@holzweg.example",
        legal_form="GmbH",
        register="RJP Eupen",
        language="de",
    ),
    EntityFacts(
        key="amelie",
        kind="self_employed",
        legal_name="Amélie Petit",
        enterprise_number="1999071416",
        iban="BE61 9991 0077 7717",
        street="Rue de la Gouge 17",
        postcode="1050",
        town="Ixelles",
        email="amelie@encredete.example",
        vat_status="exempt_small",
    ),
    EntityFacts(
        key="emma",
        kind="self_employed",
        legal_name="Emma O’Brien",
        enterprise_number="1999081512",
        iban="BE62 9991 0088 8861",
        street="Avenue des Bulles 5",
        postcode="1040",
        town="Etterbeek",
        email="emma@softrain.example",
        language="en",
        vat_status="exempt_small",
    ),
    EntityFacts(
        key="wout",
        kind="self_employed",
        legal_name="Wout Peeters",
        enterprise_number="1999091608",
        iban="BE63 9991 0099 9908",
        street="Wilgendreef 2",
        postcode="9400",
        town="Ninove",
        email="wout@wilgenwind.example",
        language="nl",
    ),
)

COWORKINGS = (
    CoworkingFacts(
        key=RCOOP,
        name="Rcoop",
        operator="rcoop",
        street="Rue de la Paix",
        postcode="1050",
        town="Ixelles",
        story=(
            "Derrière la vitrine, on coupe, on coud, on masse et on apprend ensemble à tenir une "
            "caisse. Devant, il y a ce que font nos voisines et nos voisins de leurs mains. "
            "Poussez la porte : quelqu’un connaît l’histoire de chaque pièce."
        ),
        opening_hours="Mardi–vendredi 10 h–18 h 30, samedi 10 h–18 h",
        showcases=(
            ShowcaseFacts("Vitrine rue"),
            ShowcaseFacts("Étagère"),
            ShowcaseFacts("Réserve", on_show=False),
        ),
        managers=("sofia@rcoop.example", "nora@rcoop.example"),
        desk=("amadou@rcoop.example", "lena@rcoop.example", "robin@vitrines.example"),
        open_weekdays=(1, 2, 3, 4, 5),
        tickets=(1, 4),
        payout_day=5,
    ),
    CoworkingFacts(
        key=FILATURE,
        name="La Filature",
        operator="filature",
        street="Voorbeeldstraat 12",
        postcode="1030",
        town="Schaarbeek",
        story=(
            "In de oude garenspinnerij delen twintig mensen een dak, een oven en een koffiepot. "
            "In de vitrine langs de straat staat wat hier en verderop met de hand is gemaakt. "
            "Kom binnen: de koffie is meestal net klaar."
        ),
        opening_hours="Woensdag–zaterdag 11–18 uur",
        showcases=(
            ShowcaseFacts("Etalage"),
            ShowcaseFacts("Kast in de hal"),
            ShowcaseFacts("Berging", on_show=False),
        ),
        managers=("pieter@filature.example", "robin@vitrines.example"),
        desk=("ilse@filature.example", "yasmina@filature.example"),
        open_weekdays=(2, 3, 4, 5),
        tickets=(0, 3),
        payout_day=10,
    ),
)

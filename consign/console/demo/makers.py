"""The demo's makers: who they are, who is paid for them, and on which terms they show."""

from datetime import date

from consign.console.demo.parts import MakerFacts, PayeeFacts, PersonFacts, TermsFacts
from consign.console.demo.world import FILATURE, RCOOP

PLUME = MakerFacts(
    key="comme-une-plume",
    name="Comme une plume",
    person=PersonFacts("julie@plume.example", "Julie Marchal", "fr"),
    craft="Bijoux de plume et de métal",
    story=(
        "Julie ramasse des plumes depuis l’âge de six ans. Elle a d’abord testé son projet dans "
        "une coopérative d’activités, puis elle en a fait son métier. Chaque bijou est monté à "
        "la main, à une table près de la fenêtre."
    ),
    payees=(
        PayeeFacts("jobyourself", date(2025, 3, 3), date(2026, 7, 31), project_code="JY-0412"),
        PayeeFacts("dies", date(2026, 8, 1), project_code="D-2077"),
    ),
    terms=(TermsFacts(RCOOP, "25"), TermsFacts(FILATURE, "30", "10.00")),
)

MAKERS = (
    PLUME,
    MakerFacts(
        key="terre-dombre",
        name="Terre d’Ombre",
        person=PersonFacts("camille@terredombre.example", "Camille Dubois", "fr"),
        craft="Céramique tournée",
        story=(
            "Un tour, un four et une cour à Saint-Gilles. Camille fait de la vaisselle pour tous "
            "les jours, parce que c’est là qu’on passe sa vie."
        ),
        payees=(PayeeFacts("camille", date(2025, 2, 10)),),
        terms=(
            TermsFacts(RCOOP, "30", "10.00", discount_bearer="coworking"),
            TermsFacts(FILATURE, "28", discount_bearer="split", maker_part_percent="50"),
        ),
    ),
    MakerFacts(
        key="lueur",
        name="Lueur",
        person=PersonFacts("nadia@lueur.example", "Nadia El Amrani", "fr"),
        craft="Bougies coulées à la main",
        story=(
            "Nadia verse ses bougies le soir, quand la rue se calme. Elle teste son activité dans "
            "une coopérative et prépare déjà la suite."
        ),
        payees=(
            PayeeFacts("jobyourself", date(2025, 9, 1), ends_in_days=38, project_code="JY-0533"),
        ),
        terms=(TermsFacts(RCOOP, "25", unsold_days=90),),
    ),
    MakerFacts(
        key="cahier-cousu",
        name="Le Cahier cousu",
        person=PersonFacts("thomas@cahiercousu.example", "Thomas Lambert", "fr"),
        craft="Reliure et petits livres",
        story=(
            "Thomas relie, plie et coud à Forest, sous un toit qui fuit un peu. Ses carnets "
            "s’ouvrent à plat et ses livres se lisent en un trajet de tram."
        ),
        payees=(
            PayeeFacts(
                "dies",
                date(2025, 5, 2),
                project_code="D-1958",
                payment_reference="+++195/8000/00001+++",
            ),
        ),
        terms=(TermsFacts(RCOOP, "20", "10.00", shelf_fee="18.15"),),
    ),
    MakerFacts(
        key="draad-en-daad",
        name="Draad & Daad",
        person=PersonFacts("lotte@draadendaad.example", "Lotte Vermeulen", "nl"),
        craft="Handgeweven textiel",
        story=(
            "Lotte weeft op een getouw dat ouder is dan haar grootmoeder. Wol van hier, verf uit "
            "de tuin, en geen haast."
        ),
        payees=(PayeeFacts("lotte", date(2025, 4, 1)),),
        terms=(TermsFacts(FILATURE, "25"), TermsFacts(RCOOP, "33.3", "10.00")),
    ),
    MakerFacts(
        key="holzweg",
        name="Holzweg",
        person=PersonFacts("matthias@holzweg.example", "Matthias Klein", "de"),
        craft="Gedrechseltes Holz",
        story=(
            "Matthias holt Bäume, die der Wind gefällt hat, und macht Schalen daraus. Seine "
            "Werkstatt liegt am Ende eines Waldwegs bei Eupen."
        ),
        payees=(PayeeFacts("matthias", date(2025, 2, 17)),),
        terms=(
            TermsFacts(RCOOP, "28", "10.00", commission_vat="added"),
            TermsFacts(FILATURE, "30", loss_percent="60"),
        ),
    ),
    MakerFacts(
        key="encre-dete",
        name="Encre d’été",
        person=PersonFacts("amelie@encredete.example", "Amélie Petit", "fr"),
        craft="Linogravure",
        story=(
            "Amélie grave du lino sur la table de la cuisine et tire ses épreuves avec une "
            "cuillère en bois. Son chat signe parfois aussi."
        ),
        payees=(PayeeFacts("amelie", date(2025, 6, 2)),),
        terms=(TermsFacts(RCOOP, "33.3"), TermsFacts(FILATURE, "30")),
    ),
    MakerFacts(
        key="cuir-de-brume",
        name="Cuir de Brume",
        person=PersonFacts("hugo@cuirdebrume.example", "Hugo Leroy", "fr"),
        craft="Maroquinerie",
        story=(
            "Hugo coud le cuir au point sellier, à deux aiguilles, comme on le lui a montré à "
            "Molenbeek. Il répare tout ce qu’il a vendu."
        ),
        payees=(PayeeFacts("dies", date(2026, 1, 5), project_code="D-2031"),),
        terms=(TermsFacts(RCOOP, "40", mode="own_name"),),
    ),
    MakerFacts(
        key="soft-rain-soap",
        name="Soft Rain Soap",
        person=PersonFacts("emma@softrain.example", "Emma O’Brien", "en"),
        craft="Cold-process soap",
        story=(
            "Emma came to Brussels for a year and stayed for the rain. Her soaps cure for weeks "
            "in a cellar that smells better than any other in Etterbeek."
        ),
        payees=(PayeeFacts("emma", date(2025, 10, 6)),),
        terms=(
            TermsFacts(FILATURE, "27.5"),
            TermsFacts(RCOOP, "25", "10.00", shelf_fee="12.10", discount_bearer="maker"),
        ),
    ),
    MakerFacts(
        key="wilg-en-wind",
        name="Wilg & Wind",
        person=PersonFacts("wout@wilgenwind.example", "Wout Peeters", "nl"),
        craft="Vlechtwerk",
        story=(
            "Wout teelt zijn eigen wilg langs de Dender en vlecht in de winter wat hij in de "
            "herfst heeft gesneden. Zijn manden gaan langer mee dan de meeste meubels."
        ),
        payees=(PayeeFacts("wout", date(2025, 3, 17)),),
        terms=(TermsFacts(FILATURE, "27.5", "10.00"),),
    ),
)

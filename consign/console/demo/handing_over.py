"""What proves who has which pieces: labels printed, slips drawn up and confirmed."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from consign.console.demo.agenda import Agenda, moment
from consign.console.demo.founding import MakerHere, Place, World
from consign.days import Month
from consign.labels.printing import MOST, Job, print_labels
from consign.labels.sheets import L7160
from consign.slips.drawing_up import draw_up
from consign.slips.models import How, SlipKind
from consign.slips.operations import confirm
from consign.slips.queries import to_draw_up
from consign.stock.queries import labelled_at

# The days of a month on which a desk sees to its papers.
DAYS = (2, 19)
# Who has not answered the mail yet.
WAITS = "holzweg"


@dataclass
class HandingOver:
    """The papers of one coworking."""

    world: World
    place: Place
    agenda: Agenda

    def note_down(self, *months: Month) -> None:
        for month in months:
            for day in DAYS:
                self.agenda.add(moment(month.first.replace(day=day), 17, 30), self._see_to_it)

    def _see_to_it(self, at: datetime) -> None:
        self._labels(at)
        whose = {here.maker.pk: here for here in self.world.makers.values()}
        for row in to_draw_up(self.place.coworking):
            self._slip(whose[row.maker.pk], row.kind, at)

    def _labels(self, at: datetime) -> None:
        wanted = [(item, 1) for item in labelled_at(self.place.coworking)[:MOST]]
        job = Job(
            items=wanted,
            coworking=self.place.coworking,
            sheet=L7160,
            base_url=settings.PUBLIC_URL,
            language=self.place.manager.language,
        )
        if wanted:
            print_labels(job=job, by=self.place.desk[0], at=at)

    def _slip(self, here: MakerHere, kind: SlipKind, at: datetime) -> None:
        by = self.place.desk[0]
        slip = draw_up(
            coworking=self.place.coworking, maker=here.maker, kind=kind, by=by, at=at
        ).slip
        if here.maker.slug != WAITS:
            confirm(slip=slip, how=How.ACCOUNT, by=here.person, at=at)

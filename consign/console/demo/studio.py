"""Where the pictures are drawn while the world is being filled."""

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Self

from consign.console.demo.pictures.drawing import draw


class Studio:
    """Draws pictures in other processes, so that they are ready when their pieces arrive.

    Without workers it is closed: nobody draws, and no piece gets a picture.
    """

    def __init__(self, workers: int) -> None:
        # Fresh processes: a fork would share this one's database connection.
        context = multiprocessing.get_context("spawn")
        self.pool = ProcessPoolExecutor(workers, mp_context=context) if workers else None
        self.ordered: dict[tuple[str, str], Future[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def order(self, picture: str, seed: str) -> None:
        """Begin to draw."""
        if self.pool is not None:
            self.ordered[picture, seed] = self.pool.submit(draw, picture, seed)

    def picture(self, picture: str, seed: str) -> bytes | None:
        """What was ordered, once it is drawn; given out once."""
        ordered = self.ordered.pop((picture, seed), None)
        return None if ordered is None else ordered.result()

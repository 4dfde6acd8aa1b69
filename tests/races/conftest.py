"""Real threads, each with a connection of its own, and real commits."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection


@pytest.fixture
def at_once() -> Callable[[Sequence[Callable[[], Any]]], list[Any]]:
    """Run acts at the same moment; gives each one's result, or the exception it ended with."""

    def run(acts: Sequence[Callable[[], Any]]) -> list[Any]:
        results: list[Any] = [None] * len(acts)
        start = threading.Barrier(len(acts))

        def one(index: int) -> None:
            try:
                start.wait()
                results[index] = acts[index]()
            except Exception as error:  # noqa: BLE001 - whatever it was is the result
                results[index] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=(index,)) for index in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run

"""Several threads that do something at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def in_threads(count: int, act: Callable[[int], Any], *, patience: float = 180) -> list[Any]:
    """Run ``act(number)`` in threads at once; return what each returned or raised."""
    outcomes: list[Any] = [None] * count
    together = threading.Barrier(count)

    def run(number: int) -> None:
        together.wait(60)
        try:
            outcomes[number] = act(number)
        except BaseException as error:  # noqa: BLE001 - what a thread raised is what we want to see
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return outcomes


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run several acts at once; return what each returned or raised."""
    return in_threads(len(acts), lambda number: acts[number]())

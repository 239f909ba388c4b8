"""A command of ours in a process of its own: what it loads and needs goes with it."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

SOON_SECONDS = 60.0  # whoever has just started Amends wants a page first
LONGEST_SECONDS = 1800

log = logging.getLogger(__name__)


def start_soon(*words: str) -> None:
    """Run `amends` with these words in a minute, without waiting for it; killed before, it never happened."""
    timer = threading.Timer(SOON_SECONDS, _run, args=(words,))
    timer.daemon = True
    timer.start()


def _run(words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "amends", *words]
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, timeout=LONGEST_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        log.exception("amends %s could not be run", " ".join(words))
        return
    if done.returncode:
        log.error("amends %s ended with %d", " ".join(words), done.returncode)

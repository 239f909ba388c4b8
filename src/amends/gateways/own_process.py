"""A command of ours in a process of its own: what it loads and needs goes with it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from typing import Any

SOON_SECONDS = 60.0  # whoever has just started Amends wants a page first
LONGEST_SECONDS = 1800

ANSWER_SECONDS = 60

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


class NoAnswer(Exception):
    """The process did not answer."""


def answer_of(module: str, **asked: Any) -> Any:
    """Run a module of ours that reads one JSON object and writes one value, and wait for that value."""
    command = [sys.executable, "-m", module]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # threads that wait for each other busily help nobody here
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=json.dumps(asked),
            env=alone,
            capture_output=True,
            text=True,
            timeout=ANSWER_SECONDS,
            check=True,
        )
        return json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.exception("%s did not answer", module)
        raise NoAnswer from error

"""What the worker asks a language model outside the house, in a thread of its own: an answer may take its time."""

import logging

from amends.cli.stopping import StopSignal

LOOK_EVERY_SECONDS = 1.0  # and so at most one question a second

log = logging.getLogger(__name__)


def ask_until(stop: StopSignal) -> None:
    """Ask what is to be asked until told to stop; a question under way is finished first."""
    # Needs Django to be there, which it is by now.
    from django.db import close_old_connections, connections  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from amends.services.second_opinions import ask_next  # noqa: PLC0415

    while not stop.wait(LOOK_EVERY_SECONDS):
        try:
            close_old_connections()
            ask_next(now=timezone.now())
        except Exception:
            log.exception("The language model could not be asked; tried again in a moment")
    connections.close_all()

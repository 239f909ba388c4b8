"""What the worker sends to colleagues, in a thread of its own: a slow mail server must not hold up a promise."""

import logging

from amends.cli.stopping import StopSignal

LOOK_EVERY_SECONDS = 5.0

log = logging.getLogger(__name__)


def post_until(stop: StopSignal) -> None:
    """Send what is to be sent until told to stop; a message under way is finished first."""
    # Needs Django to be there, which it is by now.
    from django.db import close_old_connections, connections  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from amends.services.couriers import couriers  # noqa: PLC0415
    from amends.services.digests import deliver_digest  # noqa: PLC0415

    ways = couriers()
    while not stop.wait(LOOK_EVERY_SECONDS):
        try:
            close_old_connections()
            while not stop.is_set() and deliver_digest(couriers=ways, now=timezone.now()):
                pass
        except Exception:
            log.exception("Messages to colleagues could not be sent; tried again in a moment")
    connections.close_all()

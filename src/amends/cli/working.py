"""The worker: looks every second for what is due, does it, and stops between two pieces of work when told to."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime

from amends.cli.asking import ask_until
from amends.cli.posting import post_until
from amends.cli.stopping import StopSignal

LOOK_EVERY_SECONDS = 1.0
REST_AFTER_TROUBLE_SECONDS = 5.0

log = logging.getLogger(__name__)


def work() -> None:
    """Run what is due until SIGTERM or Ctrl-C; a job under way is finished first."""
    # Needs Django to be there, which it is by now.
    from django.db import close_old_connections, connections  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    stop = StopSignal()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=post_until, args=(stop,), name="post", daemon=True).start()
    threading.Thread(target=ask_until, args=(stop,), name="ask", daemon=True).start()
    do_one_round = rounds()
    while not stop.is_set():
        try:
            close_old_connections()
            while not stop.is_set() and do_one_round(timezone.now()):
                pass
            stop.wait(LOOK_EVERY_SECONDS)
        except Exception:
            log.exception("The worker could not do its work and tries again in a moment")
            stop.wait(REST_AFTER_TROUBLE_SECONDS)
    connections.close_all()


def rounds() -> Callable[[datetime], bool]:
    """Return a function that does one round of what is due, and says whether there may be more at once."""
    from amends.services import jobs  # noqa: PLC0415 - needs Django to be there
    from amends.services.schedule import ALWAYS, RECURRING, TASKS  # noqa: PLC0415

    ask_again_at: dict[str, datetime] = {}

    def do_one_round(now: datetime) -> bool:
        found = [task(now=now) for task in ALWAYS]
        for recurring in RECURRING:
            if now >= ask_again_at.get(recurring.name, now):
                # The turn itself stands in the database; asking for it every second would be a bother.
                ask_again_at[recurring.name] = now + recurring.every / 10
                if jobs.take_turn(task=recurring.name, every=recurring.every, now=now):
                    recurring.run(now=now)
        return (jobs.has_due(now=now) and jobs.work_once(TASKS, now=now)) or any(found)

    return do_one_round

"""Doing something in a process of its own, whose memory and connections go with it."""

import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

from amends.cli.words import _, give_up


def in_a_child(act: Callable[[], str]) -> str:
    """Do something in a forked process and return the words it came back with; end when it failed."""
    sys.stdout.flush()
    sys.stderr.flush()
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        _do_and_leave(act, tell)
    os.close(tell)
    with os.fdopen(hear, encoding="utf-8") as pipe:
        words = pipe.read()
    if os.waitpid(child, 0)[1] != 0:
        give_up(_("could not prepare the database; the reason is above"))
    return words


def _do_and_leave(act: Callable[[], str], tell: int) -> NoReturn:
    code = 1
    try:
        with os.fdopen(tell, "w", encoding="utf-8") as pipe:
            pipe.write(act())
        code = 0
    except (SystemExit, KeyboardInterrupt):  # what there was to say has been said
        pass
    except BaseException:  # noqa: BLE001 - told in full, then this process is over
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

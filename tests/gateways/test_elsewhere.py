"""Things made in another process: all of them, in order, and none of it left behind."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.gateways.elsewhere import MakerGone, made_elsewhere
from amends.gateways.tables import UnusableFile


def numbers(count: int) -> Iterator[tuple[int, int]]:
    for number in range(count):
        yield number, os.getpid()


def test_what_another_process_makes_comes_in_order():
    made = list(made_elsewhere(lambda: numbers(1000)))

    assert [number for number, _pid in made] == list(range(1000))
    assert os.getpid() not in {pid for _number, pid in made}


def test_what_goes_wrong_there_is_raised_here():
    def fail() -> Iterator[int]:
        yield 1
        raise UnusableFile("%(name)s is torn.", name="list.csv")

    made = made_elsewhere(fail)

    assert next(made) == 1
    with pytest.raises(UnusableFile, match=r"list\.csv is torn"):
        next(made)


def test_it_ends_when_nobody_wants_more():
    made = made_elsewhere(lambda: numbers(10**9))
    _number, pid = next(made)

    made.close()

    assert not Path(f"/proc/{pid}").exists()


def test_it_is_noticed_when_it_is_killed():
    made = made_elsewhere(lambda: numbers(10**9))
    os.kill(next(made)[1], signal.SIGKILL)

    with pytest.raises(MakerGone):
        for _ in made:
            pass


def test_it_ends_when_this_process_is_killed(tmp_path):
    told = tmp_path / "pid"
    child = os.fork()
    if child == 0:
        made = made_elsewhere(lambda: numbers(10**9))
        told.write_text(str(next(made)[1]))
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)

    maker = Path(f"/proc/{told.read_text()}")
    for _ in range(500):
        if not maker.exists() or "Z" in maker.joinpath("stat").read_text().rpartition(")")[2].split()[0]:
            return
        time.sleep(0.01)
    pytest.fail("it goes on by itself")


def test_it_holds_nothing_of_ours_open():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = made_elsewhere(lambda: numbers(10**9))
        links = Path(f"/proc/{next(made)[1]}/fd").iterdir()
        held = {str(link.readlink()) for link in links}

        assert str(Path(f"/proc/self/fd/{listening.fileno()}").readlink()) not in held
        made.close()

"""`amends serve` and `amends demo` as real processes."""

import os
import signal
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.programs import amends, is_alive, served

pytestmark = pytest.mark.slow


def references(data: Path) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(data / "amends.sqlite3")) as connection:
        return connection.execute("SELECT id, secret FROM amends_case ORDER BY id").fetchall()


def test_a_second_start_finds_everything_as_it_was(tmp_path: Path):
    with served(tmp_path, "demo") as first:
        assert "put-it-right" in first.said
        assert str(tmp_path) in first.said
        assert first.get("/")[0] == 200
        assert first.stop() == 0
    cases = references(tmp_path)
    assert cases

    with served(tmp_path, "demo") as second:
        assert "Loading the stories" not in second.said
        assert references(tmp_path) == cases


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_soon(tmp_path: Path, number: signal.Signals):
    with served(tmp_path) as server:
        children = server.children()
        assert len(children) == 2

        began = time.monotonic()
        assert server.stop(number) == 0

        assert time.monotonic() - began < 60  # a second or two on a machine that does nothing else
        assert not [pid for pid in children if is_alive(pid)]
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", server.port)) != 0


def test_a_child_that_dies_is_started_again_and_said(tmp_path: Path):
    with served(tmp_path) as server:
        for pid in server.children():
            os.kill(pid, signal.SIGKILL)
        server.wait_for("The web process ended unexpectedly (SIGKILL)")
        server.wait_for("The worker process ended unexpectedly (SIGKILL)")

        # Nothing was refused meanwhile: the parent holds the port.
        assert server.get()[0] == 200
        assert len(server.children()) == 2


def test_no_orphans_when_the_parent_is_killed(tmp_path: Path):
    with served(tmp_path) as server:
        children = server.children()
        server.process.kill()
        server.process.wait()

        end = time.monotonic() + 60
        while [pid for pid in children if is_alive(pid)] and time.monotonic() < end:
            time.sleep(0.05)
        assert not [pid for pid in children if is_alive(pid)]


def test_a_busy_port_is_one_line(tmp_path: Path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        done = amends("serve", data=tmp_path, PORT=str(port))

    assert done.returncode == 1
    assert done.stderr == (
        f"amends: port {port} is in use: stop what listens there, or choose another with PORT={port + 1}\n"
    )


def test_a_port_shared_by_another_amends_is_refused_too(tmp_path: Path):
    with served(tmp_path / "one") as server:
        done = amends("serve", data=tmp_path / "two", PORT=str(server.port))

    assert done.returncode == 1
    assert "is in use" in done.stderr


def test_one_server_for_one_data_folder(tmp_path: Path):
    with served(tmp_path) as server:
        done = amends("serve", data=tmp_path, PORT="0")

        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert f"is in use by a running Amends (process {server.process.pid})" in done.stderr


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")

    done = amends("serve", data=tmp_path / "file" / "data", PORT="0")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "cannot write to the data folder" in done.stderr


def test_a_port_that_is_no_number_is_one_line(tmp_path: Path):
    done = amends("serve", data=tmp_path, PORT="eighty")

    assert (done.returncode, done.stderr) == (2, "amends: PORT must be a number\n")


def test_a_new_installation_that_the_network_can_reach_needs_the_key_from_the_terminal(tmp_path: Path):
    with served(tmp_path, AMENDS_HOST="0.0.0.0") as server:
        line = next(line for line in server.said.splitlines() if "/start?key=" in line)
        key = line.partition("?key=")[2]

        assert len(key) >= 20
        assert server.get("/start")[0] == 404
        assert server.get("/start?key=guess")[0] == 404
        assert server.get(f"/start?key={key}")[0] == 200


def test_on_this_machine_alone_no_key_is_needed(tmp_path: Path):
    with served(tmp_path) as server:
        assert "?key=" not in server.said
        assert server.get("/start")[0] == 200


def test_the_signing_key_is_kept_and_readable_by_its_owner_only(tmp_path: Path):
    with served(tmp_path):
        pass
    key = tmp_path / "secret.key"
    made = key.read_text()

    assert key.stat().st_mode & 0o777 == 0o600
    assert len(made.strip()) >= 50
    with served(tmp_path):
        assert key.read_text() == made


def test_other_host_names_are_refused_on_loopback(tmp_path: Path):
    with served(tmp_path) as server, socket.create_connection(("127.0.0.1", server.port), timeout=60) as asking:
        asking.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")

        assert asking.recv(64).startswith(b"HTTP/1.1 400")

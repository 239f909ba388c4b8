"""
A PostgreSQL cluster of one's own, made in a moment and gone afterwards.

`amends bench --database postgres` and the tests use it: nobody has to own a server, and nobody's server is touched. Its
settings are PostgreSQL's defaults (fsync included), so what is measured on it is what a plain installation gives.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 120  # a busy machine may take its time; a cluster that ended is not waited for


class NoCluster(Exception):
    """This machine cannot have a PostgreSQL cluster of our own; the message says what it would take."""


def programs_folder() -> Path:
    """Return the folder with `initdb` and `postgres`, the newest of several; raise NoCluster without one."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        folders.append(Path(told.stdout.strip()))
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoCluster("PostgreSQL's server programs are not installed (Debian and Ubuntu: apt install postgresql)")


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return whom to run the cluster as: None means ourselves; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoCluster("PostgreSQL refuses to run as root and there is no user postgres or nobody to run it as")


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def temporary_cluster() -> Iterator[str]:
    """
    Run a cluster of our own for the length of the block and give the address of its empty database `amends`.

    Raises NoCluster where the machine cannot have one.
    """
    programs, user = programs_folder(), unprivileged_user()
    # Its own folder straight under the temporary one: a unix socket's path may not exceed 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="amends-pg-"))
    try:
        if user:
            os.chown(home, user.pw_uid, user.pw_gid)
        make: list[str | Path] = [
            programs / "initdb",
            "--auth=trust",
            "--username=amends",
            "--encoding=UTF8",
            "--locale=C",
        ]
        _run([*make, "-D", home / "data"], user)
        port = free_port()
        process = _start(programs, home, port, user)
        try:
            _wait_until_it_answers(process, home, port)
            yield f"postgres://amends@127.0.0.1:{port}/amends"
        finally:
            _stop(process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(command: list[str | Path], user: pwd.struct_passwd | None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_as(user))  # type: ignore[call-overload]  # noqa: S603
    if done.returncode != 0:
        raise NoCluster(f"{Path(command[0]).name} failed: {done.stderr.strip().splitlines()[-1:]}")


def _start(programs: Path, home: Path, port: int, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    command = [programs / "postgres", "-D", home / "data", "-k", home, "-p", str(port)]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True, **_as(user)
        )


def _wait_until_it_answers(process: subprocess.Popen[bytes], home: Path, port: int) -> None:
    """Wait for the first connection and make the database."""
    import psycopg  # heavy, and needed by those alone who really start a cluster  # noqa: PLC0415

    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(host="127.0.0.1", port=port, user="amends", dbname="postgres", autocommit=True) as c:
                c.execute("CREATE DATABASE amends")
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > give_up_at:
                log = (home / "log").read_text("utf-8", "replace").strip().splitlines()
                raise NoCluster(f"PostgreSQL did not start: {log[-1:] or error}") from error
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the cluster at once and for good: nobody needs its data any more."""
    for sign in (signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(sign)
        try:
            process.wait(timeout=10)
            return
        except subprocess.TimeoutExpired:
            continue

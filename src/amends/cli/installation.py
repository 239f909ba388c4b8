"""The data folder: made and checked before anything else, held by one server at a time, its database up to date."""

import fcntl
import gc
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from amends import environment
from amends.cli.words import _, give_up, language

PACKAGE = Path(__file__).resolve().parents[1]
MIGRATING = 0x616D656E6473  # the advisory lock of PostgreSQL that is ours: "amends" in ASCII


def make_data_folder() -> Path:
    """Return the data folder, made if need be; end with one clear line when it cannot be written to."""
    folder = environment.data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        give_up(
            _("cannot write to the data folder %(folder)s (%(reason)s): choose another with AMENDS_DATA=/path")
            % {"folder": folder, "reason": error.strerror}
        )
    return folder


@contextmanager
def held_alone() -> Iterator[None]:
    """
    Hold the data folder for the length of the block; refuse while another server holds it.

    The lock goes with the process, however it ends; the number in the file is for people.
    """
    path = make_data_folder() / "server.pid"
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            give_up(
                _("the data folder %(folder)s is in use by a running Amends (process %(pid)s): stop it first")
                % {"folder": path.parent, "pid": file.read().strip() or "?"}
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def newest_migrations() -> set[str]:
    """Return the names of our migrations as they lie on the disk."""
    return {path.stem for path in (PACKAGE / "migrations").glob("[0-9]*.py")}


def applied_migrations() -> set[str]:
    """Return the names of our migrations that the database has, read without Django, which takes longer to load."""
    return {str(row[0]) for row in ask("SELECT name FROM django_migrations WHERE app = 'amends'")}


def is_up_to_date() -> bool:
    """Return whether the database exists and has every migration."""
    return newest_migrations() <= applied_migrations()


def is_new() -> bool:
    """Return whether nobody has set this installation up yet."""
    return not ask("SELECT 1 FROM amends_organisation LIMIT 1")


def nobody_can_sign_in() -> bool:
    """Return whether there is no colleague with a password: a new installation, or one only imported into so far."""
    # Django marks a password that opens nothing with a "!" at its beginning.
    return not ask("SELECT 1 FROM amends_staff WHERE is_active AND password NOT LIKE '!%' LIMIT 1")


def ask(question: str) -> list[tuple[object, ...]]:
    """Return the rows of a plain question to the database; none when there is no such table or no database yet."""
    if url := environment.database_url():
        # Another 0.1 s that the embedded database does not have to pay.
        import psycopg  # noqa: PLC0415

        try:
            with psycopg.connect(url) as connection:
                return connection.execute(question.encode()).fetchall()
        except psycopg.errors.UndefinedTable:
            return []
        except psycopg.OperationalError as error:
            give_up(_("cannot reach the database of AMENDS_DATABASE_URL: %s") % str(error).strip().splitlines()[-1])
    if not environment.sqlite_file().exists():
        return []
    with closing(sqlite3.connect(environment.sqlite_file(), timeout=20)) as connection:
        try:
            return connection.execute(question).fetchall()
        except sqlite3.OperationalError:
            return []


def start_django() -> None:
    """Load Django for a command: the data folder and the database are there and up to date when this returns."""
    load_django()
    if not is_up_to_date():
        migrate()


def load_django() -> None:
    """Load Django, speaking the language of the terminal, on whatever database there is."""
    make_data_folder()
    environment.ensure_secret_key()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.settings")
    # Only now, and only for the commands that need it: loading Django takes longer than most commands.
    import django  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    django.setup()
    translation.activate(language())
    gc.freeze()
    gc.enable()


def migrate() -> None:
    """Bring the database up to date. Of several processes that begin at once, one does it and the others wait."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django to be there

    from amends.database import creating  # noqa: PLC0415 - the same

    with migrating_alone():
        if creating.is_new():
            creating.create_database()
        elif not is_up_to_date():
            call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def migrating_alone() -> Iterator[None]:
    """Hold, for the length of the block, what only one process at a time may hold: on this machine, or of a server."""
    from django.db import connection  # noqa: PLC0415 - needs Django to be there

    if connection.vendor == "sqlite":
        with (make_data_folder() / "migrating.lock").open("a", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])

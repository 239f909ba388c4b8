"""PostgreSQL's own programs for taking and loading a whole database."""

import os
import shutil
import subprocess
from pathlib import Path

from amends import environment
from amends.cli.words import _, give_up


def dump(url: str, file: Path) -> None:
    """Write the database at ``url`` to a file, as it is at one instant."""
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={file}"], url)
    file.chmod(0o600)


def load(url: str, file: Path) -> None:
    """Replace the database at ``url`` by the one in a file; all of it or nothing."""
    words = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", [*words, f"--dbname={environment.parse_postgres_url(url)['NAME']}", str(file)], url)


def _run(program: str, words: list[str], url: str) -> None:
    path = shutil.which(program)
    if not path:
        give_up(_("needs PostgreSQL's program %s (Debian and Ubuntu: apt install postgresql-client)") % program)
    told = environment.parse_postgres_url(url)
    options = told["OPTIONS"] if isinstance(told["OPTIONS"], dict) else {}
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    # By the environment, not by the command line: that one everybody on the machine can read.
    told_by_environment = {variable: str(told[name]) for name, variable in names.items() if told[name]}
    told_by_environment |= {f"PG{name.upper()}": value for name, value in options.items() if name.startswith("ssl")}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's with words of ours
        [path, *words], env={**os.environ, **told_by_environment}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
        give_up(_("%(program)s failed: %(reason)s") % {"program": program, "reason": reason})

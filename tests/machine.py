"""
Readies this machine for the tests before Django is set up (`-p tests.machine`), and says what it lacks.

The suite runs on SQLite; with AMENDS_TEST_DATABASE=postgres all of it runs on a PostgreSQL cluster started for it. What
cannot run here (no Chromium, no PostgreSQL) is skipped with a block at the end; with CI=true that is a failure.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from amends.bench.cluster import NoCluster, temporary_cluster

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WANTS_POSTGRES = os.environ.get("AMENDS_TEST_DATABASE") == "postgres"
LOUD = "not on this machine: "
KEPT = {"AMENDS_TEST_DATABASE", "AMENDS_TEST_DELAY", "AMENDS_NOT_RUN_FILE", "AMENDS_DATABASE_URL"}
IS_XDIST_WORKER = "PYTEST_XDIST_WORKER" in os.environ
MUST_HAVE_EVERYTHING = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# How long an example takes, or to think of one, says how busy the machine is; what is measured is measured by
# `amends bench`. The examples are the same every time, so that a green run stays green; `--hypothesis-profile=search`
# looks for others, and many.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("amends", patient, derandomize=True)
settings.register_profile("search", patient, derandomize=False, max_examples=1000, print_blob=True)
settings.load_profile("amends")

cleanup = ExitStack()
atexit.register(cleanup.close)
missing: set[str] = set()


def prepare_environment() -> None:
    """Point everything at a folder of this process alone, whatever the shell had set."""
    for name in [name for name in os.environ if name.startswith("AMENDS_") and name not in KEPT]:
        del os.environ[name]
    os.environ.pop("PORT", None)
    folder = tempfile.mkdtemp(prefix="amends-tests-")
    cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["AMENDS_DATA"] = folder
    os.environ["AMENDS_SECRET_KEY"] = "for the tests only"
    if not WANTS_POSTGRES:
        os.environ.pop("AMENDS_DATABASE_URL", None)
    elif not IS_XDIST_WORKER:  # those inherit the address from the process that started them
        os.environ.pop("AMENDS_DATABASE_URL", None)
        try:
            os.environ["AMENDS_DATABASE_URL"] = cleanup.enter_context(temporary_cluster())
        except NoCluster as reason:
            missing.add(f"everything that should run on PostgreSQL too: {reason}")


prepare_environment()


def find_chromium() -> str | None:
    """Return the browser on the PATH, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the browser."""
    if path := find_chromium():
        return path
    return skip_loudly("the browser tests: Chromium is not installed (Debian and Ubuntu: apt install chromium)")


@pytest.fixture(scope="session")
def postgres_url() -> Generator[str, None, None]:
    """Give the address of an empty PostgreSQL database, for tests that compare the two."""
    try:
        with temporary_cluster() as url:
            yield url
    except NoCluster as reason:
        skip_loudly(f"the tests that need PostgreSQL beside SQLite: {reason}")


def empty_database(url: str, *, template: str = "template1") -> str:
    """Make a new database beside the one at ``url``, so that two tests never meet in one; return its address."""
    server = url.rpartition("/")[0]
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    return f"{server}/{name}"


def skip_loudly(what: str) -> str:
    """Skip the test and repeat at the end of the run what was not tested."""
    pytest.skip(LOUD + what)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without PostgreSQL nothing may pretend to have run on it."""
    if WANTS_POSTGRES and "AMENDS_DATABASE_URL" not in os.environ:
        config.hook.pytest_deselected(items=items[:])
        items.clear()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Learn in the main process what its helpers skipped."""
    if report.skipped and isinstance(report.longrepr, tuple) and LOUD in report.longrepr[2]:
        missing.add(report.longrepr[2].partition(LOUD)[2])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn what was not run into a failure where everything must be there."""
    if IS_XDIST_WORKER or not missing:
        return
    if MUST_HAVE_EVERYTHING:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    elif exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say last what was not run."""
    if not missing:
        return
    terminalreporter.section("NOT RUN ON THIS MACHINE", red=MUST_HAVE_EVERYTHING, yellow=not MUST_HAVE_EVERYTHING)
    for line in sorted(missing):
        terminalreporter.line(line)
    if notes := os.environ.get("AMENDS_NOT_RUN_FILE"):
        with Path(notes).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in sorted(missing))


def pytest_unconfigure() -> None:
    """Stop the cluster and remove the folder, also in helpers that never reach `atexit`."""
    cleanup.close()

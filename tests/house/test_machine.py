"""What a machine cannot run is said last and loudest, and is a failure where everything must be there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

NEEDY = """
def test_needs_a_browser(chromium): pass
def test_needs_nothing(): pass
"""


def run(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_needy.py").write_text(NEEDY)
    plugins = ["-p", "tests.machine", "-p", "no:django", "-p", "no:cacheprovider", "-c", os.devnull]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, f"--rootdir={folder}", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PATH": str(folder), "HOME": str(folder), **more},
    )


def test_a_missing_browser_is_told_at_the_end(tmp_path: Path):
    notes = tmp_path / "notes"

    done = run(tmp_path, AMENDS_NOT_RUN_FILE=str(notes))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "NOT RUN ON THIS MACHINE" in done.stdout
    assert (
        notes.read_text() == "the browser tests: Chromium is not installed (Debian and Ubuntu: apt install chromium)\n"
    )


@pytest.mark.parametrize("told", ["true", "1"])
def test_it_is_a_failure_where_everything_must_be_there(tmp_path: Path, told: str):
    assert run(tmp_path, CI=told).returncode == 1

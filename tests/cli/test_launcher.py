"""The script at the root: what a new user meets before anything is installed."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.programs import ROOT

LAUNCHER = ROOT / "amends"


def launch(script: Path, *words: str, python: str = sys.executable, path: str = "/usr/bin:/bin", timeout: float = 60):
    return subprocess.run(
        [python, str(script), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        env={"PATH": path, "HOME": os.environ.get("HOME", "/")},
    )


def one_line(done) -> str:
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert done.stdout == ""
    return lines[0]


def old_pythons() -> list[str]:
    found = [shutil.which(f"python{version}") for version in ("2.7", "3.6", "3.7", "3.8", "3.9", "3.10")]
    found += [str(path) for path in Path.home().glob(".pyenv/versions/*/bin/python") if path.exists()]
    return [path for path in found if path and is_old(path)]


def is_old(python: str) -> bool:
    question = "import sys; sys.exit(sys.version_info >= (3, 11))"
    return subprocess.run([python, "-c", question], capture_output=True, check=False).returncode == 0


def test_an_old_python_can_read_the_launcher():
    source = LAUNCHER.read_text("ascii")

    ast.parse(source, feature_version=(3, 4))
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]


def test_an_old_python_says_in_one_line_what_to_do():
    pythons = old_pythons()
    if not pythons:
        pytest.skip("every Python here is new enough; the test above reads the launcher as an old one would")

    for python in pythons:
        done = launch(LAUNCHER, "demo", python=python, path="/nonexistent")

        assert done.returncode == 1
        assert "needs Python 3.11 or newer" in one_line(done)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A copy of what the launcher needs, in an empty place."""
    shutil.copy(LAUNCHER, tmp_path / "amends")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_line(fresh: Path):
    command = [sys.executable, str(fresh / "amends"), "setup"]
    if os.geteuid() == 0:  # root without the power to pass over permissions
        command = [str(shutil.which("setpriv")), "--bounding-set=-dac_override", "--inh-caps=-dac_override", *command]
    fresh.chmod(0o555)

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 1
    assert "cannot write to the folder" in one_line(done)


@pytest.mark.slow
def test_no_network_on_the_first_install_is_said_at_the_end(fresh: Path):
    # Everything but the index is real: the environment is made, then both installers find nobody to ask.
    done = subprocess.run(
        [sys.executable, str(fresh / "amends"), "setup"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(fresh),
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_RETRIES": "0",
            "PIP_CONFIG_FILE": os.devnull,
        },
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "could not fetch the packages: is this machine connected" in done.stderr.strip().splitlines()[-1]


def test_what_is_installed_is_not_installed_again(tmp_path: Path):
    began = (ROOT / ".venv" / "amends-stamp").stat().st_mtime_ns

    done = launch(LAUNCHER, "--version")

    assert done.stdout.startswith("amends ")
    assert done.stderr == ""
    assert (ROOT / ".venv" / "amends-stamp").stat().st_mtime_ns == began

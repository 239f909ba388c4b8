"""The command's face: quick, and honest about what was typed."""

import subprocess
import sys
from pathlib import Path

from tests.cli.programs import amends


def test_help_loads_no_django_and_so_is_quick(tmp_path: Path):
    done = amends("--help", data=tmp_path)

    assert done.returncode == 0
    assert "serve" in done.stdout
    question = "import sys; import amends.cli.commands; sys.exit('django' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", question], check=False).returncode == 0


def test_help_touches_nothing(tmp_path: Path):
    amends("--help", data=tmp_path / "data")

    assert not (tmp_path / "data").exists()


def test_a_command_that_does_not_exist_is_code_2(tmp_path: Path):
    done = amends("nonsense", data=tmp_path)

    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_settings_import_without_a_database_or_a_folder(tmp_path: Path):
    question = (
        "import amends.settings as s; import os; assert not os.path.exists(s.DATA_FOLDER); assert s.SECRET_KEY == ''"
    )
    done = subprocess.run(
        [sys.executable, "-c", question],
        env={"AMENDS_DATA": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""

"""`amends createuser`."""

import json
from pathlib import Path

from tests.cli.programs import amends

WORDS = "correct horse battery\n"


def test_the_first_user_begins_an_empty_installation(tmp_path: Path):
    assert amends("createuser", "ann@x.example", data=tmp_path, told=WORDS).returncode == 2

    done = amends("createuser", "ann@x.example", "--organisation", "Ours", "--json", data=tmp_path, told=WORDS)

    assert json.loads(done.stdout) == {"email": "ann@x.example", "name": "ann", "role": "administrator"}


def test_what_cannot_be_used_is_one_line_and_code_2(tmp_path: Path):
    amends("createuser", "ann@x.example", "--organisation", "Ours", data=tmp_path, told=WORDS)

    refused = [
        amends("createuser", "ann@x.example", data=tmp_path, told=WORDS),
        amends("createuser", "bob@x.example", "--role", "emperor", data=tmp_path, told=WORDS),
        amends("createuser", "bob@x.example", "--site", "Nowhere", data=tmp_path, told=WORDS),
        amends("createuser", "bob@x.example", data=tmp_path, told="12345678\n"),
        amends("createuser", "bob@x.example", "--organisation", "Ours", data=tmp_path, told=WORDS),
    ]

    assert [(done.returncode, len(done.stderr.splitlines())) for done in refused] == [(2, 1)] * 5

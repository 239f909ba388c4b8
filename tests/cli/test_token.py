"""`amends token create`."""

import json
from pathlib import Path

import pytest

from tests.cli.programs import amends, served


@pytest.mark.slow
def test_a_new_token_opens_the_api_and_no_more_than_it_says(tmp_path: Path):
    with served(tmp_path, "demo") as server:
        done = amends("token", "create", "--scopes", "cases:read,intakes:write", "--json", data=tmp_path)
        made = json.loads(done.stdout)

        assert made["scopes"] == ["cases:read", "intakes:write"]
        assert server.get("/api/v1/cases")[0] == 401
        assert server.get("/api/v1/cases", Authorization=f"Bearer {made['token']}")[0] == 200
        assert server.get("/api/v1/staff", Authorization=f"Bearer {made['token']}")[0] == 403


def test_an_unknown_scope_is_one_line_and_code_2(tmp_path: Path):
    done = amends("token", "create", "--scopes", "everything", data=tmp_path)

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "everything" in done.stderr


def test_the_token_alone_goes_to_standard_output(tmp_path: Path):
    done = amends("token", "create", "--scopes", "cases:read", data=tmp_path)

    assert done.stdout.startswith("amends_")
    assert len(done.stdout.splitlines()) == 1

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


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that nothing but a token was ever made in."""
    return tmp_path_factory.mktemp("data")


def made(data: Path, *more: str) -> dict[str, object]:
    """Make a token and return what was printed."""
    return json.loads(amends("token", "create", "--scopes", "cases:read", "--json", *more, data=data).stdout)


def test_a_token_of_an_empty_installation_is_not_worthless(data: Path):
    done = amends("token", "create", "--scopes", "intakes:write", "--json", data=data)

    assert json.loads(done.stdout)["id"] == 1
    assert "It has an organisation now" in done.stderr


def test_a_token_says_what_it_is_for_and_until_when(data: Path):
    told = made(data, "--name", "web shop", "--expires", "2199-01-31", "--site", "Amends")

    assert (told["name"], told["site"], told["expires_at"]) == ("web shop", "Amends", "2199-02-01T00:00:00+00:00")


def test_tokens_are_listed_without_their_secrets_and_revoked(data: Path):
    told = made(data)

    listed = json.loads(amends("token", "list", "--json", data=data).stdout)["tokens"]
    revoked = json.loads(amends("token", "revoke", str(told["id"]), "--json", data=data).stdout)

    secret = told.pop("token")
    assert listed[0] == told
    assert secret.startswith(f"amends_{told['hint']}")
    assert revoked == {**told, "revoked_at": revoked["revoked_at"]}
    assert revoked["revoked_at"] is not None


@pytest.mark.parametrize(
    "words",
    [
        ("create", "--scopes", " , "),
        ("create", "--scopes", "cases:read", "--expires", "soon"),
        ("create", "--scopes", "cases:read", "--expires", "2020-01-01"),
        ("revoke", "99"),
    ],
)
def test_what_cannot_be_used_ends_with_one_line_and_code_2(data: Path, words: tuple[str, ...]):
    done = amends("token", *words, data=data)

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)

"""What every answer carries, and what no page contains: nothing inline, nothing from another host."""

import re
from pathlib import Path

import pytest

import amends.web
from amends.web.security import FILE_POLICY, HEADERS
from tests.builders import build_house
from tests.web.browsing import browser_of, stranger

WEB = Path(amends.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
OWN_STATIC = [path for path in sorted((WEB / "static").rglob("*")) if path.is_file() and "vendor" not in path.parts]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/t", "/t/AM-1/X", "/sign-in", "/queue", "/nowhere", "/healthz"])
def test_every_answer_is_guarded(path):
    house = build_house()
    for client in (stranger(), browser_of(house.administrator)):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer[name] == value or name == "Referrer-Policy", (path, name)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/t", "/t/AM-1/X"])
def test_customers_pages_tell_no_other_site_where_one_was(path):
    build_house()

    assert stranger().get(path)["Referrer-Policy"] == "no-referrer"


def test_the_policy_lets_nothing_inline_or_foreign_run():
    policy = HEADERS["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "script-src" not in FILE_POLICY


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_no_template_has_anything_inline_or_foreign(template):
    text = template.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*(?:\ssrc=|application/json))", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("path", [p for p in OWN_STATIC if p.suffix in {".css", ".js"}], ids=lambda path: path.name)
def test_no_own_asset_reaches_for_another_host(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    assert "eval(" not in text
    assert "@import" not in text

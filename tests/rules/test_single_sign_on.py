"""Whose word lets whom in."""

from datetime import UTC, datetime, timedelta

import pytest

from amends import environment
from amends.rules.refusals import Invalid
from amends.rules.single_sign_on import email_of, is_over, is_same_address

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_sign_in_may_take_ten_minutes_and_not_a_second_more():
    assert not is_over(NOON.timestamp(), NOON + timedelta(minutes=10))
    assert is_over(NOON.timestamp(), NOON + timedelta(minutes=10, seconds=1))


@pytest.mark.parametrize("claims", [{}, {"email": "a@b.example"}, {"email": "", "email_verified": True}, {"email": 7}])
def test_only_a_verified_address_counts(claims):
    with pytest.raises(Invalid):
        email_of(claims, "ID")

    assert email_of({"email": " a@b.example ", "email_verified": True}, "ID") == "a@b.example"


def test_capitals_do_not_matter_and_look_alikes_do():
    assert is_same_address("Lin@B.example", "lin@b.example")
    assert is_same_address("李@b.example", "李@b.example")
    assert not is_same_address("\u212aim@b.example", "kim@b.example")


def test_a_provider_is_named_whole_or_not_at_all(monkeypatch, tmp_path):
    assert environment.single_sign_on() is None

    monkeypatch.setenv("AMENDS_OIDC_ISSUER", "https://id.example/realms/house")
    monkeypatch.setenv("AMENDS_OIDC_CLIENT_ID", "amends")
    with pytest.raises(ValueError, match="AMENDS_OIDC_CLIENT_SECRET"):
        environment.single_sign_on()
    (tmp_path / "secret").write_text("words\n")
    monkeypatch.setenv("AMENDS_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))

    known = environment.single_sign_on()
    assert (known.name, known.client_secret, known.asks_twice) == ("id.example", "words", False)

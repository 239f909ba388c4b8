"""Tokens: software acts within its scopes and places, and a secret is shown once."""

import pytest

from amends.models import Token
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.tokens import TOKEN_PREFIX, actor_of_token, actor_with, create_token, revoke_token, token_of
from tests.builders import HOUR, MINUTE, NOW, build_actor, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def make(house, by=None, **changes):
    given = {"name": "Shop", "scopes": ["cases:read", "intakes:write"]}
    return create_token(**given | changes, by=by or house.actor, now=NOW)


def test_a_secret_is_shown_once_and_kept_nowhere(house):
    token, secret = make(house)

    assert secret.startswith(TOKEN_PREFIX)
    assert secret not in str(Token.objects.values())
    assert secret.removeprefix(TOKEN_PREFIX).startswith(token.hint)
    assert (token.scopes, token.created_by) == (["cases:read", "intakes:write"], house.administrator)
    assert token_of(secret, now=NOW) == token


@pytest.mark.parametrize("secret", ["", "amends_", "amends_nope", "Bearer", "amends_\x00", "amends_\ud83d"])
def test_what_is_no_secret_opens_nothing(house, secret):
    make(house)
    assert (token_of(secret, now=NOW), actor_with(secret, now=NOW)) == (None, None)


def test_a_token_ends_at_its_instant(house):
    _, secret = make(house, expires_at=NOW + HOUR)

    for ask in (token_of, actor_with):
        assert ask(secret, now=NOW + HOUR - MINUTE) is not None
        assert ask(secret, now=NOW + HOUR) is None


@pytest.mark.django_db(transaction=True)
def test_a_revoked_token_opens_nothing_at_once():
    house = build_house()
    token, secret = make(house)
    assert actor_with(secret, now=NOW) is not None

    for _ in range(2):
        revoke_token(token=token, by=house.actor, now=NOW)

    assert (token_of(secret, now=NOW), actor_with(secret, now=NOW)) == (None, None)


def test_a_token_acts_within_its_scopes_and_place(house):
    token, _ = make(house, site=house.harbour)
    actor = actor_of_token(token)

    assert actor.places("case.read") == {house.harbour.pk}
    assert [actor.may(what, house.harbour.pk) for what in ("intake.hear", "case.reply", "staff.read")] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("scopes", [["cases:read", "everything"], ["case.read"], [""]])
def test_an_unknown_scope_is_refused(house, scopes):
    with pytest.raises(Invalid) as refused:
        make(house, scopes=scopes)
    assert (refused.value.field, Token.objects.count()) == ("scopes", 0)


def test_tokens_are_made_and_revoked_by_administrators_of_the_place(house):
    token, _ = make(house)
    local = build_actor("administrator", house.harbour)
    make(house, by=local, site=house.harbour)

    with pytest.raises(Invalid) as refused:
        make(house, by=local)
    assert refused.value.field == "site"
    for act in (
        lambda: make(house, by=local, site=house.old_town),
        lambda: make(house, by=build_actor("supervisor")),
        lambda: make(house, by=actor_of_token(token)),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises((NotAllowed, Invalid)):
        revoke_token(token=token, by=local, now=NOW)


def test_the_system_makes_tokens_from_the_terminal(house):
    token, _ = create_token(name=" \n", scopes=["cases:read"], by=SYSTEM, now=NOW)

    assert (token.name, token.created_by) == ("API", None)

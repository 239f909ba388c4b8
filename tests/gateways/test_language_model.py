"""A language model is asked over HTTP like any other: it may be slow, refuse, be busy, or answer nonsense."""

import json
from threading import Event

import pytest

from amends.gateways.language_model import MOST_BYTES, NoAnswer, answer_of
from amends.rules.language_models import Choice, Endpoint, question
from tests.small_model import small_model

KEY = "sk-very-secret"
ASKED = question([Choice("T1", ("漏水", "Leak"))], "The tap leaks.")


@pytest.fixture
def model():
    with small_model() as running:
        yield running


def ask(model, *, seconds=15.0):
    return answer_of(Endpoint(model.address, "fable-1", KEY), ASKED, seconds=seconds)


def why(model, **more):
    with pytest.raises(NoAnswer) as refused:
        ask(model, **more)
    assert KEY not in repr(refused.value)
    return refused.value.why, refused.value.seconds


def test_it_is_asked_as_every_such_service_is_and_its_words_come_back(model):
    model.answers = lambda kinds, _text: kinds[0]["code"]

    assert ask(model) == "T1"
    assert (model.paths, model.keys) == (["/v1/chat/completions"], [f"Bearer {KEY}"])
    assert model.asked == [{"model": "fable-1", "messages": ASKED, "stream": False}]


def test_without_a_key_none_is_sent(model):
    answer_of(Endpoint(model.address, "fable-1"), ASKED)

    assert model.keys == [None]


def test_one_that_does_not_answer_in_time_is_slow(model):
    model.waits = Event()

    assert why(model, seconds=0.2) == ("slow", 0)


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (401, {}, ("refused", 0)),
        (404, {}, ("refused", 0)),
        (429, {"Retry-After": "42"}, ("busy", 42)),
        (429, {"Retry-After": "86400"}, ("busy", 600)),
        (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, ("busy", 0)),
        (503, {"Retry-After": "7"}, ("unreachable", 7)),
    ],
)
def test_what_it_says_instead_of_an_answer_is_told_apart(model, status, headers, expected):
    model.status, model.headers = status, headers

    assert why(model) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"[]", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}',
        json.dumps({"choices": [{"message": {"content": ["T1"]}}]}).encode(),
        b"[" * 100_000, b" " * (MOST_BYTES + 1),
    ],
    ids=["empty", "a page", "a list", "no choice", "null", "parts", "deep", "endless"],
)  # fmt: skip
def test_an_answer_in_another_form_is_none(model, body):
    model.body = body

    assert why(model) == ("unreadable", 0)


def test_it_is_not_followed_elsewhere_with_the_key_and_the_words(model):
    with small_model() as elsewhere:
        model.status, model.headers = 307, {"Location": f"{elsewhere.address}/chat/completions"}

        assert why(model) == ("refused", 0)
        assert elsewhere.paths == []


def test_nobody_there_and_an_address_that_others_could_read_are_not_reached(model):
    gone = Endpoint("http://127.0.0.1:1/v1", "fable-1", KEY)
    open_to_all = Endpoint(model.address.replace("127.0.0.1", "0.0.0.0"), "fable-1", KEY)

    for endpoint in (gone, open_to_all):
        with pytest.raises(NoAnswer, match="unreachable"):
            answer_of(endpoint, ASKED)
    assert model.paths == []


def test_what_is_asked_on_this_machine_goes_through_no_proxy(model, monkeypatch):
    with small_model() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)

        assert ask(model) == "NONE"
        assert (proxy.paths, len(model.asked)) == ([], 1)

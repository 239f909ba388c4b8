import pytest

from amends.rules.refusals import Conflict, Faults, Invalid, NotAllowed, NotFound, Refusal


class CannotClose(Refusal):
    """A refusal as services define them."""


class Lazy:
    def __str__(self) -> str:
        return "还有 %(count)d 个承诺没有兑现。"


def test_code_is_the_class_name_in_snake_case():
    assert [kind.code for kind in (Refusal, CannotClose, NotAllowed, Invalid, NotFound, Conflict)] == [
        "refusal",
        "cannot_close",
        "not_allowed",
        "invalid",
        "not_found",
        "conflict",
    ]


def test_a_lazily_translated_message_is_read_when_it_is_shown():
    refusal = CannotClose(Lazy(), params={"count": 2})

    assert str(refusal) == "还有 2 个承诺没有兑现。"


def test_a_message_without_params_keeps_its_percent_sign():
    assert str(Refusal("100 % refunded")) == "100 % refunded"


def test_in_words_translates_before_the_values_are_put_in():
    catalogue = {"No scope %(name)s.": "没有权限范围 %(name)s。"}
    refusal = Invalid("No scope %(name)s.", field="scopes", params={"name": "x"})

    assert (refusal.in_words(catalogue.__getitem__), refusal.field) == ("没有权限范围 x。", "scopes")


def test_an_empty_message_is_not_looked_up():
    assert Refusal().in_words(lambda _: "catalogue header") == ""


def test_every_refusal_is_caught_as_one():
    with pytest.raises(Refusal, match="gone"):
        raise NotFound("gone")


def test_faults_are_refused_together_in_their_order():
    faults = Faults()
    with faults:
        raise Invalid("No name.", field="name")
    with faults:
        raise Invalid("No zone.", field="timezone")

    with pytest.raises(Invalid) as refused:
        faults.refuse()

    assert [fault.field for fault in refused.value.faults] == ["name", "timezone"]
    assert refused.value.field == "name"


def test_without_a_fault_nothing_is_refused_and_another_refusal_goes_through_at_once():
    faults = Faults()
    with faults:
        name = "Ada"
    faults.refuse()

    assert name == "Ada"
    with pytest.raises(NotFound), faults:
        raise NotFound("gone")


def test_faults_found_together_stay_together():
    inner, outer = Faults(), Faults()
    for field in ("a", "b"):
        with inner:
            raise Invalid("x", field=field)
    with outer:
        inner.refuse()
    with outer:
        raise Invalid("x", field="c")

    with pytest.raises(Invalid) as refused:
        outer.refuse()
    assert [fault.field for fault in refused.value.faults] == ["a", "b", "c"]

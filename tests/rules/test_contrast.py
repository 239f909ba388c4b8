import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules import contrast as rule
from amends.rules.contrast import contrast, known_colour, luminance, reads, shades_of
from amends.rules.refusals import Invalid
from tests.house.test_tokens import tokens

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_the_figures_are_those_of_wcag():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#0B6350", "#FFFFFF") == pytest.approx(7.2, abs=0.05)  # as design has it for pine


def test_a_colour_that_can_be_read_stays_and_a_pale_one_gets_darker():
    assert (shades_of("#0B6350").light, shades_of("#0B6350").is_changed) == ("#0B6350", False)
    assert (shades_of("#FFD400").light, shades_of("#FFD400").dark) == ("#8C7400", "#FFD400")


@given(colours)
def test_what_is_used_can_be_read_by_day_and_at_night(colour: str):
    shades = shades_of(colour)

    assert reads(shades.light, canvas=rule.LIGHT_CANVAS, text=rule.LIGHT_TEXT)
    assert reads(shades.dark, canvas=rule.DARK_CANVAS, text=rule.DARK_TEXT)


@given(colours)
def test_the_shade_is_never_lighter_by_day_nor_darker_at_night(colour: str):
    shades = shades_of(colour)

    assert luminance(shades.light) <= luminance(colour) <= luminance(shades.dark)
    assert shades_of(shades.light).light == shades.light


@given(colours)
def test_it_is_the_nearest_shade_that_does(colour: str):
    steps = [rule._mixed(colour, rule.BLACK, step) for step in range(256)]
    before = steps[: steps.index(shades_of(colour).light)]

    assert not any(reads(shade, canvas=rule.LIGHT_CANVAS, text=rule.LIGHT_TEXT) for shade in before)


@pytest.mark.parametrize("typed", ["#7a3b2e", "7A3B2E", "  #7A3B2E "])
def test_a_colour_is_known_however_it_was_typed(typed: str):
    assert known_colour(typed) == "#7A3B2E"


@pytest.mark.parametrize("typed", ["red", "#12345", "#1234567", "#12345G", "#123456;}", ""])
def test_nothing_else_is_a_colour(typed: str):
    with pytest.raises(Invalid) as refusal:
        known_colour(typed)

    assert refusal.value.field == "colour"


def test_the_papers_are_those_of_the_token_file():
    light, dark = tokens("customer", "light", "plain"), tokens("customer", "dark", "plain")

    assert (light["canvas"], dark["canvas"]) == (rule.LIGHT_CANVAS, rule.DARK_CANVAS)

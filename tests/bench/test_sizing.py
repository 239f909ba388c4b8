"""What is lost by curves of one's own outcomes, measured."""

from amends.bench import sizing
from amends.bench.figures import BARS, table


def quietly(_words: str) -> None:
    """Say nothing."""


def test_it_loses_less_than_the_plain_ways(monkeypatch):
    monkeypatch.setattr(sizing, "RUNS", 1)

    figures = sizing.measure(n=1_000, tell=quietly)

    assert figures["worst_regret"] < min(figures["tenths_regret"], figures["shipped_regret"])
    assert figures["as_shipped_shipped"] == 0
    assert {name for name, _value, _bar, verdict in table(figures) if verdict} == set(BARS["sizing"])

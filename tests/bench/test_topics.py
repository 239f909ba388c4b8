"""Topics measured: what is hidden is found, and nothing much beside it."""

from amends.bench.figures import BARS, table
from amends.bench.told_texts import hidden
from amends.bench.topics import measure


def test_topics_hidden_among_invented_texts_are_found():
    figures = measure(n=2_000, tell=lambda _words: None)

    assert figures["hidden"] == 20
    assert figures["whole_and_new"] >= 0.8
    assert figures["real_of_new"] >= 0.7
    assert {name for name, _value, _bar, verdict in table(figures) if verdict} == set(BARS["topics"])


def test_the_texts_are_the_same_each_time_and_the_topics_are_in_them():
    made, again = hidden(500, seed=3), hidden(500, seed=3)

    assert made == again
    assert len(made.told) == 500
    assert all(6 <= len(topic) <= 14 for topic in made.topics)

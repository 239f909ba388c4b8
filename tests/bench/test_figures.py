from amends.bench.figures import BARS, Bar, bar_of, latencies, median, percentile, table


def test_a_percentile_is_a_value_that_was_measured():
    values = [4.0, 1.0, 3.0, 2.0]

    assert [percentile(values, share) for share in (0.01, 0.5, 0.51, 1.0)] == [1.0, 2.0, 3.0, 4.0]


def test_of_two_middle_rates_the_smaller_is_the_median():
    assert median([30.0, 10.0, 20.0, 40.0]) == 20.0


def test_latencies_have_three_names():
    assert latencies([float(number) for number in range(1, 101)]) == {"p50_ms": 50, "p95_ms": 95, "p99_ms": 99}


def test_a_bar_says_how_far_a_figure_reaches():
    assert [Bar(60, 25).verdict(value) for value in (25, 26, 60, 61)] == ["aim", "must", "must", "short"]
    assert [Bar(0.1, 0.3, is_least=True).verdict(value) for value in (0.3, 0.29, 0.09)] == ["aim", "must", "short"]


def test_a_bar_says_by_how_much_it_is_missed():
    assert Bar(0.65, 0.66, is_least=True).held(0.65) == "meets"
    assert Bar(0.585, 0.6, is_least=True).held(0.552) == "misses by 0.033"
    assert Bar(0.03, 0.02).held(0.042) == "misses by 0.012"


def test_many_clients_may_wait_longer():
    few, many = ({"bench": "intake", "clients": clients} for clients in (8, 32))

    assert (bar_of(few, "p99_ms"), bar_of(many, "p99_ms")) == (Bar(60, 25), Bar(250, 100))


def test_the_table_holds_a_figure_against_its_bar():
    rows = table({"bench": "case", "p50_ms": 30.0, "n": 2000})

    assert rows == [("bench", "case", "", ""), ("p50_ms", "30.0", "≤ 25 / 12", "misses by 5"), ("n", "2,000", "", "")]


def test_what_must_be_reached_is_never_harder_than_what_we_aim_at():
    for bars in BARS.values():
        for bar in bars.values():
            assert bar.verdict(bar.aim) == "aim"
            assert bar.verdict(bar.must) in {"aim", "must"}

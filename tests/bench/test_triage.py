"""Triage measured: on a file that is at hand, and aloud without those that are not."""

import csv
import gzip

from amends.bench.near_twins import near_twins
from amends.bench.triage import measure
from tests.engines.sorted_complaints import complaints


def test_a_file_at_hand_is_measured_beside_a_plain_classifier_and_the_others_are_skipped_aloud(tmp_path, monkeypatch):
    with gzip.open(tmp_path / "airline_tweets.csv.gz", "wt", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("text", "negativereason"))
        writer.writerows([*zip(*complaints(200), strict=True), ("praise has no reason", "")])
    monkeypatch.setenv("AMENDS_BENCH_TEXTS", str(tmp_path))
    said: list[str] = []
    figures = measure(n=150, tell=said.append)

    assert figures["airline_accuracy"] >= 0.9
    assert {"airline_plain_accuracy", "airline_coverage", "worst_calibration_error", "texts_per_s"} <= set(figures)
    assert {"airline_rows", "airline_near_twins_left_out", "most_memory_mb"} <= set(figures)
    assert any(line.startswith("  macro f1") and "(plain " in line and "bar 0.585: meets" in line for line in said)
    assert sum(words.startswith("SKIPPED") for words in said) == 6
    assert any("with vectors" in line or "with sentence vectors not measured" in line for line in said)


def test_without_a_folder_nothing_is_measured_and_all_is_said(monkeypatch):
    monkeypatch.delenv("AMENDS_BENCH_TEXTS", raising=False)
    said: list[str] = []
    figures = measure(n=10, tell=said.append)

    assert "worst_calibration_error" not in figures
    assert sum(words.startswith("SKIPPED") for words in said) == 7


def test_a_near_twin_of_what_was_learnt_is_not_asked():
    known = ["the kettle leaks from below and nobody answers", "水壶从下面漏水，没有人回复"]
    asked = [
        "The kettle leaks from below, and nobody answers!",
        "水壶从下面漏水，一直没有人回复",
        "my parcel never came",
    ]

    assert near_twins(asked, known).tolist() == [True, False, False]

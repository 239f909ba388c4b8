"""The figures of a bench: how they are summed up, printed, and held against the bars we set ourselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

Figure = float | int | str
Figures = dict[str, Figure]


def percentile(values: Sequence[float], share: float) -> float:
    """
    Return the smallest value that at least ``share`` of the values do not exceed.

    Worked value: of 1, 2, 3, 4 half do not exceed 2.
    """
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the middle value; of two middle ones the smaller, which is the humbler for a rate."""
    return percentile(values, 0.5)


def latencies(milliseconds: Sequence[float]) -> Figures:
    """Return p50, p95 and p99."""
    return {f"p{share}_ms": round(percentile(milliseconds, share / 100), 2) for share in (50, 95, 99)}


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach, and what it should; ``is_least`` when more is better."""

    must: float
    aim: float
    is_least: bool = False

    def verdict(self, value: float) -> str:
        """Return "aim", "must" or "short"."""
        sign = -1 if self.is_least else 1
        for name, bound in (("aim", self.aim), ("must", self.must)):
            if sign * value <= sign * bound:
                return name
        return "short"

    def held(self, value: float) -> str:
        """Return "meets", or by how much the figure misses what it must reach: "misses by 0.03"."""
        return "meets" if self.verdict(value) != "short" else f"misses by {round(abs(value - self.must), 4):g}"


_IDLE = {
    "memory_mb": Bar(200, 120),
    "memory_after_mb": Bar(200, 120),
    "start_s": Bar(1.5, 0.8),
    "bytes_per_case": Bar(4096, 2560),
}
_SORTED = ("airline", "hotel", "delivery", "shopping", "goods", "government", "finance")
_MADE = ("as_thought", "levels_shift", "other_law", "sites_own_weekdays", "practice_changes")
BARS: Mapping[str, Mapping[str, Bar]] = MappingProxyType(
    {
        "intake": {
            "share_of_bare": Bar(0.10, 0.30, is_least=True),
            "cpu_ms": Bar(2.5, 1.0),
            "statements": Bar(8, 3),
            "transactions": Bar(1, 1),
            "p99_ms": Bar(60, 25),
            "errors": Bar(0, 0),
            **_IDLE,
        },
        "queue": {
            "p50_ms": Bar(30, 15),
            "p99_ms": Bar(60, 30),
            "statements": Bar(8, 4),
            "ratio": Bar(1.5, 1.2),
            "few_places_p50_ms": Bar(30, 15),
            "few_places_p99_ms": Bar(60, 30),
            **_IDLE,
        },
        "case": {"p50_ms": Bar(25, 12), "statements": Bar(12, 6), **_IDLE},
        "search": {"p50_ms": Bar(30, 15), "p99_ms": Bar(60, 30), **_IDLE},
        "import": {
            "rate_per_s": Bar(1500, 5000, is_least=True),
            "last_tenth_per_s": Bar(1500, 5000, is_least=True),
            **_IDLE,
        },
        "clocks": {
            "sweep_s": Bar(10, 5),
            "ratio": Bar(1.5, 1.2),
            "look_ms": Bar(20, 5),
            "p99_ms": Bar(5000, 2000),
            "errors": Bar(0, 0),
        },
        "rights": {"rate_per_s": Bar(20_000, 40_000, is_least=True)},
        "sizing": {"worst_regret": Bar(0.10, 0.05)},
        "warn": {
            "detected_at_1": Bar(0.53, 0.56, is_least=True),
            "first_week_at_1": Bar(0.365, 0.385, is_least=True),
            "detected_at_05": Bar(0.455, 0.487, is_least=True),
            "false_at_1_percent": Bar(1.15, 1.05),
            "false_at_1_percent_least": Bar(0.85, 0.95, is_least=True),
            "worst_scenario_percent": Bar(2.0, 1.6),
            "cpu_us_per_series_week": Bar(63, 9.5),  # R takes 9,500: 150 and 1,000 times as much
            "cpu_us_per_series_week_5y": Bar(38, 9.5),
            "times_r": Bar(150, 1_000, is_least=True),
            "times_r_5y": Bar(250, 1_000, is_least=True),
            "cpu_s_100000_cells": Bar(5.0, 2.0),
            "cpu_s_100000_series": Bar(5.0, 2.0),
            "cpu_s_100000_series_next_day": Bar(1.0, 0.3),
            "memory_mb": Bar(6_000, 3_000),
            "cell_detected_at_0.1": Bar(0.53, 0.56, is_least=True),
            "cell_detected_at_0.02": Bar(0.38, 0.42, is_least=True),
            "type_detected_at_0.1": Bar(0.78, 0.80, is_least=True),
            "site_detected_at_0.1": Bar(0.78, 0.85, is_least=True),
            **{f"false_of_asked_{made}": Bar(1.4, 1.2) for made in _MADE},
            **{f"false_of_asked_{made}_least": Bar(0.7, 0.85, is_least=True) for made in _MADE},
            "changed_by_later_days": Bar(0, 0),
            "alarms_on_missing_days": Bar(0, 0),
            "holidays_alarming_percent": Bar(0.1, 0.1),
        },
        "triage": {
            "airline_accuracy": Bar(0.650, 0.660, is_least=True),
            "airline_macro_f1": Bar(0.585, 0.600, is_least=True),
            "hotel_accuracy": Bar(0.912, 0.920, is_least=True),
            "delivery_accuracy": Bar(0.912, 0.920, is_least=True),
            "shopping_accuracy": Bar(0.945, 0.950, is_least=True),
            "goods_accuracy": Bar(0.900, 0.910, is_least=True),
            "government_macro_f1": Bar(0.830, 0.850, is_least=True),
            "finance_accuracy": Bar(0.830, 0.850, is_least=True),
            "finance_macro_f1": Bar(0.690, 0.720, is_least=True),
            **{f"{name}_calibration_error": Bar(0.03, 0.02) for name in _SORTED},
            "worst_calibration_error": Bar(0.03, 0.02),
            "texts_per_s": Bar(2_000, 5_000, is_least=True),
            "slowest_training_s": Bar(120, 60),
            "most_memory_mb": Bar(2048, 1536),
        },
        "topics": {
            "whole_and_new": Bar(0.7, 0.9, is_least=True),
            "real_of_new": Bar(0.5, 0.9, is_least=True),
            "cpu_s": Bar(60, 30),
        },
    }
)
MANY_CLIENTS = Bar(250, 100)  # p99 of intake with more than 8 clients


def bar_of(figures: Figures, name: str) -> Bar | None:
    """Return the bar a figure is held against, or None."""
    clients = figures.get("clients", 0)
    if figures["bench"] == "intake" and name == "p99_ms" and isinstance(clients, int) and clients > 8:
        return MANY_CLIENTS
    return BARS.get(str(figures["bench"]), {}).get(name)


def table(figures: Figures) -> list[tuple[str, str, str, str]]:
    """Return rows for people: name, value, the bar, and which of the two it reaches."""
    rows = []
    for name, value in figures.items():
        bar = bar_of(figures, name)
        shown = f"{value:,}" if isinstance(value, int | float) else value
        if bar is None or isinstance(value, str):
            rows.append((name, shown, "", ""))
        else:
            sign = "≥" if bar.is_least else "≤"
            reached = bar.verdict(value) if bar.verdict(value) != "short" else bar.held(value)
            rows.append((name, shown, f"{sign} {bar.must:g} / {bar.aim:g}", reached))
    return rows

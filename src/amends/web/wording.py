"""Advice on the words of a reply while it is written, and beside one that waits to go out. Advice, never a lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Case
from amends.models.apologies import owing_apology
from amends.models.merges import whole
from amends.rules.wording.advice import advise
from amends.rules.wording.findings import PARTS, Finding, Report
from amends.rules.wording.known import Fact, Known
from amends.web import moments
from amends.web.conversation import Entry
from amends.web.stated_facts import told_already
from amends.web.visitors import StaffRequest

MOST_LINES = 3  # of one check; the rest waits until these are seen to


@dataclass(frozen=True, slots=True)
class Line:
    """
    One piece of advice on a phrase.

    start, end  where the phrase stands, counted as JavaScript counts (UTF-16)
    better      what to put there, "" to leave it out, None when only its author knows
    """

    words: str
    why: str
    better: str | None
    like: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Advice:
    """What one check says: its name with "4/5", the phrases at fault, what is said and what was not seen."""

    name: str
    is_open: bool
    lines: list[Line]
    more: int
    said: str
    unseen: str
    ties: list[str]


def advice_on(text: str, case: Case, entries: Sequence[Entry], request: StaffRequest) -> list[Advice]:
    """Return the advice on a text to this case's customer, the checks with something open first."""
    if not text.strip():
        return []
    given = [_told(report, text) for report in advise(text, _known(case, entries, request))]
    return sorted((one for one in given if one.is_open or one.said), key=lambda one: not one.is_open)


def _known(case: Case, entries: Sequence[Entry], request: StaffRequest) -> Known:
    heard = [entry for entry in entries if not entry.is_ours]
    kind = str(case.failure_type) if case.failure_type else ""
    recorded = [Fact(_source(entry, request), entry.text) for entry in entries if entry.kind in {"in", "note"}]
    return Known(
        happened=tuple(filter(None, (kind, *(entry.text for entry in heard)))),
        wanted=case.wanted_outcome.strip(),
        facts=(*recorded, Fact(_("kind of failure"), kind), Fact(_("place"), str(case.site))),
        told=told_already(case, request),
        is_owed=owing_apology().filter(case__in=whole(case.pk)).exists(),
    )


def _source(entry: Entry, request: StaffRequest) -> str:
    words = _("note %(at)s") if entry.kind == "note" else _("the customer %(at)s")
    return words % {"at": moments.stamp(entry.at, request.now)}


def _told(report: Report, text: str) -> Advice:
    phrases = [one for one in report.findings if one.span]
    unseen = [one.what for one in report.findings if one.span is None]
    return Advice(
        name=_name(report),
        is_open=bool(report.findings),
        lines=list(_lines(phrases[:MOST_LINES], text)),
        more=max(0, len(phrases) - MOST_LINES),
        said=_list(report.done),
        unseen=_list(unseen),
        ties=[f"“{text[start:end].strip()}”: {source}" for (start, end), source in report.ties],
    )


def _name(report: Report) -> str:
    names = {
        "asking": _("Asked again"),
        "apology": _("Apology"),
        "explanation": _("Explanation"),
        "restatement": _("Restatement"),
        "plain": _("Plain words"),
    }
    return f"{names[report.check]} {len(report.done)}/{len(report.asked)}" if report.asked else names[report.check]


def _lines(phrases: Sequence[Finding], text: str) -> Iterator[Line]:
    for one in phrases:
        if one.span:
            start, end = one.span
            words = text[start:end] if end - start <= 40 else f"{text[start : start + 24]}…"
            why = _(one.why) % {"told": one.like} if one.what == "told" else _(one.why)
            like = "" if one.what == "told" else one.like
            yield Line(words, why, one.better, like, _utf16(text[:start]), _utf16(text[:end]))


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _list(parts: Sequence[str]) -> str:
    return pgettext("between the parts of a list", ", ").join(_(PARTS[part]) for part in parts)

"""Check every chain of the history, and that words, owner and state still are what it says they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from amends.models import Case, Event, Intake, Message
from amends.rules import chain
from amends.rules.findings import Finding
from amends.services.events import digest_of

AT_ONCE = 1000  # cases; memory stays flat however many there are

FINAL = {"case.imported": {"registered", "closed_unconfirmed"}, "case.registered": {"registered"}}


@dataclass(slots=True)
class _Said:
    """What the chain says of words: their digest, and the case in whose chain it stands."""

    digest: str
    case_id: int


@dataclass(slots=True)
class _Strays:
    """Words and chains that do not lie where the other says; settled when everything has been seen."""

    unmentioned: dict[tuple[str, int], int] = field(default_factory=dict)  # (table, row) -> case
    elsewhere: dict[tuple[str, int], _Said] = field(default_factory=dict)


def check_chains() -> Iterator[Finding | int]:
    """Yield what is wrong, and between findings how many more cases have been checked."""
    strays = _Strays()
    last = 0
    while cases := list(Case.objects.filter(pk__gt=last).order_by("pk").defer("wanted_outcome")[:AT_ONCE]):
        first, last = last + 1, cases[-1].pk
        yield from _check_cases({case.pk: case for case in cases}, _events(first, last), strays)
        yield len(cases)
    yield from _check_cases({}, Event.objects.filter(case_id__gt=last).order_by("case_id", "sequence"), strays)
    house = Event.objects.filter(case=None).order_by("sequence").iterator(chunk_size=2000)
    yield from _check_links(house, _("the organisation"))
    yield from _settle(strays)


def _events(first: int, last: int) -> Iterable[Event]:
    return Event.objects.filter(case_id__gte=first, case_id__lte=last).order_by("case_id", "sequence")


def _check_cases(cases: dict[int, Case], events: Iterable[Event], strays: _Strays) -> Iterator[Finding]:
    said: dict[tuple[str, int], _Said] = {}
    unseen = dict(cases)
    for case_id, links in groupby(events, key=lambda event: event.case_id or 0):
        chain_of_case = list(links)
        yield from _check_links(chain_of_case, _("case %(number)d") % {"number": case_id})
        case = unseen.pop(case_id, None)
        if case is None:
            yield Finding("case.vanished", "amends_case", case_id, _("its history is there, the case is not"))
            continue
        yield from _check_case(case, chain_of_case)
        said.update(_words_said(chain_of_case, case_id))
    for case in unseen.values():
        yield Finding("event.vanished", "amends_event", "", _("case %(number)d has no history") % {"number": case.pk})
    yield from _check_words(cases, said, strays)


def _check_links(events: Iterable[Event], whose: str) -> Iterator[Finding]:
    """Check one chain link by link; a finding names the link at fault, not all that follow it."""
    previous, expected = chain.GENESIS, 1
    for event in events:
        if event.sequence != expected:
            missing = ", ".join(str(number) for number in range(expected, min(event.sequence, expected + 9)))
            words = _("event %(missing)s of %(whose)s is missing") % {"missing": missing, "whose": whose}
            yield Finding("event.vanished", "amends_event", "", words)
        elif not _is_link(event, previous):
            words = _("event %(number)d of %(whose)s was changed") % {"number": event.sequence, "whose": whose}
            yield Finding("event.changed", "amends_event", event.pk, words)
        previous, expected = bytes(event.digest), event.sequence + 1


def _is_link(event: Event, previous: bytes) -> bool:
    try:
        return digest_of(event, previous=previous) == bytes(event.digest)
    except (TypeError, ValueError):
        return False  # facts, instants or digests of a kind that are never written


def _check_case(case: Case, events: list[Event]) -> Iterator[Finding]:
    """Check that the case is what its history says: how many events, the last of them, its owner and its state."""
    if case.event_count != len(events) or bytes(case.event_head) != bytes(events[-1].digest):
        words = _("the case knows of %(known)d events, its history has %(there)d and another end")
        known = {"known": case.event_count, "there": len(events)}
        yield Finding("case.history", "amends_case", case.pk, words % known)
    owner, states = 0, FINAL.get(events[0].verb, set())
    for event in events:
        facts = _facts(event)
        owner = facts.get("owner", owner)
        states = {facts["state"]} if "state" in facts else states
    if owner != case.owner_id:
        words = _("owned by colleague %(now)s, but its history says %(then)s")
        yield Finding("case.owner", "amends_case", case.pk, words % {"now": case.owner_id, "then": owner})
    if case.state not in states:
        words = _("its state is %(now)s, but its history says %(then)s")
        then = ", ".join(sorted(map(str, states)))
        yield Finding("case.state", "amends_case", case.pk, words % {"now": case.state, "then": then})
    if any(event.is_story != case.is_story for event in events):
        yield Finding("case.story", "amends_case", case.pk, _("a story and a record have been mixed up"))


def _words_said(events: list[Event], case_id: int) -> Iterator[tuple[tuple[str, int], _Said]]:
    """Yield which words the chain holds digests of."""
    for event in events:
        facts = _facts(event)
        if "intake" in facts:
            yield ("amends_intake", facts["intake"]), _Said(facts.get("words", ""), case_id)
        if "message" in facts:
            digest = facts.get("answer") or facts.get("words", "")
            yield ("amends_message", facts["message"]), _Said(digest, case_id)


def _facts(event: Event) -> dict[str, Any]:
    """Return the facts that can be facts: references, text, truths. What else somebody wrote there has no digest."""
    given = event.facts if isinstance(event.facts, dict) else {}
    return {key: value for key, value in given.items() if isinstance(value, str | int)}


def _check_words(cases: dict[int, Case], said: dict[tuple[str, int], _Said], strays: _Strays) -> Iterator[Finding]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for table, row in said:
        wanted[table].add(row)
    models: dict[str, type[Intake] | type[Message]] = {"amends_intake": Intake, "amends_message": Message}
    for table, model in models.items():
        lying_here = model.objects.filter(case_id__gte=min(cases, default=0), case_id__lte=max(cases, default=0))
        for row, case_id, text in lying_here.values_list("pk", "case_id", "text"):
            about = said.pop((table, row), None)
            if about is None:
                strays.unmentioned[table, row] = case_id or 0
            else:
                yield from _check_text(table, row, text, about, bytes(cases[about.case_id].salt))
    strays.elsewhere.update(said)


def _check_text(table: str, row: int, text: str, about: _Said, salt: bytes) -> Iterator[Finding]:
    # Without its salt a case's words were erased on purpose, and nothing can be said of them.
    if salt and chain.salted_digest(salt, text) != about.digest:
        words = _("these are not the words that were kept for case %(number)d") % {"number": about.case_id}
        yield Finding("words.changed", table, row, words)


def _settle(strays: _Strays) -> Iterator[Finding]:
    """Look at what lay elsewhere: words moved to another case are fine, words gone or never heard are not."""
    for model, table in ((Intake, "amends_intake"), (Message, "amends_message")):
        rows = {row: about for (of, row), about in strays.elsewhere.items() if of == table}
        found = dict(model.objects.filter(pk__in=rows).values_list("pk", "text"))
        salts = dict(Case.objects.filter(pk__in={about.case_id for about in rows.values()}).values_list("pk", "salt"))
        for row, about in rows.items():
            if row not in found:
                words = _("words of case %(number)d are gone") % {"number": about.case_id}
                yield Finding("words.vanished", table, row, words)
            else:
                yield from _check_text(table, row, found[row], about, bytes(salts.get(about.case_id, b"")))
    for (table, row), case_id in strays.unmentioned.items():
        if (table, row) not in strays.elsewhere:
            words = _("no event of case %(number)d speaks of these words") % {"number": case_id}
            yield Finding("words.unheard", table, row, words)

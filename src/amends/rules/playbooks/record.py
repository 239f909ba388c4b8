"""Read from a case's history what its steps are shown by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from amends.rules.playbooks.walking import Record


class Happened(Protocol):
    """What is read of an event."""

    @property
    def verb(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


class _Reader:
    def __init__(self) -> None:
        self.shown: dict[str, datetime] = {}
        # Purposes of what was written, and by word of mouth of the step that was ticked.
        self.said: dict[str, datetime] = {}
        self.spoken: dict[str, dict[str, datetime]] = {}
        self.ticked: dict[str, datetime] = {}
        self.skipped: dict[str, datetime] = {}
        self.is_severe_known = self.is_safety_known = False
        self.failed_twice_at: datetime | None = None

    def read(self, event: Happened) -> None:
        facts, at = event.facts, event.at
        match event.verb:
            case "case.registered" | "case.imported":
                self._show("registered", at)
            case "message.sent":
                self._show("answered", at)
                self.said.update(dict.fromkeys(facts.get("purposes", ()), at))
            case "remedy.delivered":
                self._show("delivered", at)
            case "case.triaged":
                self._judged(facts, at)
            case "case.resolved":
                self._show("resolved", at)
            case "case.not_yet" | "case.reopened":
                self.shown.pop("resolved", None)
            case "case.closed_out":
                self._show("ended", at)
            case "promise.kept" | "promise.made_good" if facts.get("kind") == "follow_up":
                self._show("followed_up", at)
            case "case.failed_twice":
                self.failed_twice_at = at
            case _:
                self._step(event)

    def _step(self, event: Happened) -> None:
        step = event.facts.get("step", "")
        if event.verb == "step.done":
            self.ticked[step] = event.at
            self.spoken[step] = dict.fromkeys(event.facts.get("purposes", ()), event.at)
        elif event.verb == "step.skipped":
            self.skipped[step] = event.at
        elif event.verb == "step.reopened":
            self.ticked.pop(step, None)
            self.skipped.pop(step, None)
            self.spoken.pop(step, None)

    def _judged(self, facts: Mapping[str, Any], at: datetime) -> None:
        self.is_severe_known |= facts.get("severity") is not None
        self.is_safety_known |= facts.get("is_safe") is not None
        if self.is_severe_known and self.is_safety_known:
            self._show("judged", at)

    def _show(self, evidence: str, at: datetime) -> None:
        self.shown.setdefault(evidence, at)


def record_of(history: Iterable[Happened], *, senior_since: datetime | None = None) -> Record:
    """
    Return what a history shows of the steps, in the order it was written; ``senior_since``: a supervisor owns the case.

    After a double deviation everything is said and done anew: an apology for the first failure is none for the second.
    """
    reader = _Reader()
    for event in history:
        reader.read(event)
    shown = {**reader.shown, **_said(reader)}
    if senior_since is not None:
        shown["senior_owner"] = senior_since
    since = reader.failed_twice_at
    return Record(shown, _since(reader.ticked, since), _since(reader.skipped, since))


def purposes_said(history: Iterable[Happened]) -> frozenset[str]:
    """Return the purposes of what was written to the customer, since the second failure where there was one."""
    reader = _Reader()
    for event in history:
        reader.read(event)
    return frozenset(_said(reader))


def _said(reader: _Reader) -> dict[str, datetime]:
    spoken = {purpose: at for said in reader.spoken.values() for purpose, at in said.items()}
    return _since({**spoken, **reader.said}, reader.failed_twice_at)


def _since(found: dict[str, datetime], at: datetime | None) -> dict[str, datetime]:
    return found if at is None else {name: when for name, when in found.items() if when >= at}

"""
A playbook as plain values: read from data, checked, and written back to the same data.

The data is what a TOML file of ``shipped/`` holds once its shared steps are put in, and what a house's own version
keeps. ``read`` refuses what could trap a case: a step that waits for a later one, or for one that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from amends.rules.access import ROLES
from amends.rules.flags import FLAGS
from amends.rules.judging import RELATIONSHIPS, require_severity
from amends.rules.purposes import PURPOSES
from amends.rules.refusals import Invalid, gettext_noop

MOST_STEPS = 20

# What the record of a case can show by itself, beside the purposes of what was written.
EVIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "registered": gettext_noop("It was heard and has its number"),
        "answered": gettext_noop("Words went out to the customer"),
        **PURPOSES,
        "judged": gettext_noop("Severity is set and the safety question answered"),
        "senior_owner": gettext_noop("A supervisor owns it"),
        "delivered": gettext_noop("A remedy reached the customer, with its proof"),
        "resolved": gettext_noop("The final response asked whether it is put right"),
        "followed_up": gettext_noop("The follow-up was made"),
        "ended": gettext_noop("The case was ended with a reason"),
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step: who, what to say, what shows that it was done.

    why, say     one sentence each: why it is next, and what to say
    done_by      evidence of which any one is enough; empty: a colleague ticks it and writes what shows it
    after        keys of earlier steps that must be done, or left out with a reason, before
    clock        the kind of promise that runs for it, "" for none
    template     the canned reply to begin with, "" for none
    is_skippable whether it may be left out with a reason
    """

    key: str
    title_zh: str
    title_en: str
    why_zh: str = ""
    why_en: str = ""
    say_zh: str = ""
    say_en: str = ""
    role: str = "specialist"
    done_by: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    clock: str = ""
    template: str = ""
    is_skippable: bool = True


@dataclass(frozen=True, slots=True)
class When:
    """When a playbook applies: any one of these is enough. With none it always does; ``by_hand`` never by itself."""

    flags: tuple[str, ...] = ()
    severity_from: int = 0
    failure_types: tuple[str, ...] = ()  # keys; a type stands for all kinds within it
    relationships: tuple[str, ...] = ()
    is_double_deviation: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Playbook:
    """Steps in order. ``rank``: where several apply, the lowest does."""

    key: str
    name_zh: str
    name_en: str
    steps: tuple[Step, ...]
    about_zh: str = ""
    about_en: str = ""
    rank: int = 1000
    when: When = field(default_factory=When)


def read(data: Mapping[str, Any]) -> Playbook:
    """Return the playbook that ``data`` describes; raise Invalid naming the field that cannot be used."""
    when = _read_when(data.get("when", {}))
    steps = tuple(_read_step(step) for step in data.get("steps", ()))
    _require_order(steps)
    rank = data.get("rank", 1000)
    if not isinstance(rank, int) or not 1 <= rank <= 9999:
        raise Invalid(gettext_noop("The rank is a number from 1 to 9999."), field="rank")
    texts = {name: str(data.get(name, "")).strip() for name in ("name_zh", "name_en", "about_zh", "about_en")}
    if not (texts["name_zh"] and texts["name_en"]):
        raise Invalid(gettext_noop("Give it a name in both languages."), field="name_en")
    return Playbook(key=str(data["key"]), steps=steps, rank=rank, when=when, **texts)


def written(playbook: Playbook) -> dict[str, Any]:
    """Return the data that ``read`` makes the same playbook of."""
    return {
        name: [_plain(step) for step in value] if name == "steps" else _plain(value) if name == "when" else value
        for name, value in ((name, getattr(playbook, name)) for name in playbook.__slots__)
    }


def _plain(row: Step | When) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(row).items()}


def _read_when(data: Mapping[str, Any]) -> When:
    when = When(**_tupled(data))
    _require_known(when.flags, FLAGS, "flags")
    _require_known(when.relationships, RELATIONSHIPS, "relationships")
    require_severity(when.severity_from or None, field="severity_from")
    return when


def _read_step(data: Mapping[str, Any]) -> Step:
    step = Step(**_tupled(data))
    if not (step.title_zh.strip() and step.title_en.strip()):
        raise Invalid(gettext_noop("Every step needs its title in both languages."), field="steps")
    _require_known((step.role,), ROLES, "steps")
    _require_known(step.done_by, EVIDENCE, "steps")
    return step


def _tupled(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


def _require_known(given: Iterable[str], known: Iterable[str], name: str) -> None:
    if set(given) - set(known):
        raise Invalid(gettext_noop("A playbook cannot be built on this: choose from what is offered."), field=name)


def _require_order(steps: tuple[Step, ...]) -> None:
    """Refuse steps twice, none, too many, and those that wait for what does not come before them."""
    if not 1 <= len(steps) <= MOST_STEPS:
        raise Invalid(gettext_noop("A playbook has 1 to 20 steps."), field="steps")
    before: set[str] = set()
    for step in steps:
        if step.key in before:
            raise Invalid(gettext_noop("Each step stands in a playbook once."), field="steps")
        if set(step.after) - before:
            raise Invalid(gettext_noop("A step can only wait for steps before it."), field="steps")
        before.add(step.key)


def in_language(row: Playbook | Step, name: str, language: str) -> str:
    """Return a text in a language; in the other one where it is missing: a hint in Chinese beats no hint."""
    first, second = ("zh", "en") if language.startswith("zh") else ("en", "zh")
    return getattr(row, f"{name}_{first}") or str(getattr(row, f"{name}_{second}"))

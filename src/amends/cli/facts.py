"""Facts in, an answer for each: one JSON object, or one a line, in the order they came; for people and programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from amends.cli.words import _, give_up
from amends.rules.refusals import Invalid, gettext_noop

MOST_CHARACTERS = 100_000  # of one set of facts
Found = TypeVar("Found")


def answer_each(
    place: str,
    work_out: Callable[[Mapping[str, Any]], Found],
    *,
    as_json: Callable[[Found], dict[str, Any]] | None,
    show: Callable[[Found], None],
) -> None:
    """
    Answer every set of facts in a file, or in standard input for "-"; a faulty one is answered in its place.

    With ``as_json`` every answer is a line of JSON that bears the ``id`` its facts came with. Exits with 2 when one was
    faulty.
    """
    faults = 0
    for told in _objects(_read(place)):
        known_as = {"id": told["id"]} if isinstance(told, dict) and "id" in told else {}
        try:
            found = work_out(_without_id(told))
        except Invalid as refusal:
            faults += 1
            _show_refusal(refusal, known_as if as_json else None)
            continue
        if as_json:
            print(json.dumps(known_as | as_json(found), ensure_ascii=False))
        else:
            show(found)
    if faults:
        raise SystemExit(2)


def _without_id(told: Any) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise Invalid(gettext_noop('Facts are one JSON object, like {"distance_km": 1180}.'), field="facts")
    return {name: value for name, value in told.items() if name != "id"}


def _show_refusal(refusal: Invalid, known_as: dict[str, Any] | None) -> None:
    words = refusal.in_words(_)
    if known_as is None:
        print(f"amends: {words}", file=sys.stderr)
    else:
        error = {"error": {"field": refusal.field, "message": words}}
        print(json.dumps(known_as | error, ensure_ascii=False))


def _read(place: str) -> str:
    try:
        return sys.stdin.read() if place == "-" else Path(place).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        give_up(_("cannot read %(file)s: %(why)s") % {"file": place, "why": error}, code=2)


def _objects(text: str) -> Iterator[Any]:
    """Yield one object over several lines, or one of each line; what is no JSON is yielded as its text."""
    try:
        yield json.loads(text)
        return
    except (ValueError, RecursionError):
        pass
    for line in text.splitlines():
        if line.strip():
            try:
                yield json.loads(line) if len(line) <= MOST_CHARACTERS else line
            except (ValueError, RecursionError):
                yield line

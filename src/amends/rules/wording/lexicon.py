"""The phrases the checks know, as data: ``zh.toml`` and ``en.toml`` beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from amends.rules.wording.findings import Finding, Span
from amends.rules.wording.sentences import is_chinese, sentences


class Fault(NamedTuple):
    """
    Phrases that harm in one way.

    says    what to look for
    better  words that may stand there instead, "" to leave them out, None where only their author can say
    like    an example of the latter
    near    a part that must stand in the same sentence, or ""
    unless  a part that makes it harmless in the same sentence, or ""
    """

    check: str
    what: str
    says: re.Pattern[str]
    better: str | None
    like: str
    near: str
    unless: str


class Lexicon(NamedTuple):
    """
    The phrases of one language.

    parts     what good replies have, by name: sorry, act, impact, responsibility, fix, date, cause …
    examples  words for what is missing, by part
    longest   length of a sentence that is not yet long (characters in Chinese, words in English)
    """

    parts: Mapping[str, re.Pattern[str]]
    examples: Mapping[str, str]
    faults: tuple[Fault, ...]
    longest: int

    def has(self, part: str, text: str) -> bool:
        return self.parts[part].search(_curly(text)) is not None

    def faults_in(self, text: str, check: str) -> Iterator[Finding]:
        """Yield each phrase at fault, the earliest first within a sentence."""
        for start, end in sentences(text):
            sentence = _curly(text[start:end])
            for fault in self.faults:
                if fault.check == check and self._counts(fault, sentence):
                    for found in fault.says.finditer(sentence):
                        span = Span(start + found.start(), start + found.end())
                        yield Finding(check, fault.what, span, fault.better, fault.like)

    def _counts(self, fault: Fault, sentence: str) -> bool:
        if fault.unless and self.has(fault.unless, sentence):
            return False
        return not fault.near or self.has(fault.near, sentence)


def lexicon_of(text: str) -> Lexicon:
    """Return the phrases for a text by its script, whatever its reader writes: a name in the other is no matter."""
    return _read("zh" if is_chinese(text) else "en")


def first_of_each(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order of the text, without those that meet an earlier or longer one; lacks come last."""
    kept: list[Finding] = []
    placed = [(one.span, one) for one in findings if one.span is not None]
    for span, one in sorted(placed, key=lambda row: (row[0].start, -row[0].end)):
        if not any(other.span and span.meets(other.span) for other in kept):
            kept.append(one)
    return tuple(kept)


@cache
def _read(name: str) -> Lexicon:
    data = tomllib.loads(resources.files("amends.rules.wording").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Lexicon(
        parts={part: _either(says) for part, says in data["parts"].items()},
        examples=data["examples"],
        faults=tuple(_fault(row) for row in data["fault"]),
        longest=data["longest"],
    )


def _fault(row: dict[str, Any]) -> Fault:
    words = {name: row.get(name, "") for name in ("check", "what", "like", "near", "unless")}
    return Fault(says=_either(row["says"]), better=row.get("better"), **words)


def _curly(text: str) -> str:
    return text.replace("'", "’")


def _either(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)

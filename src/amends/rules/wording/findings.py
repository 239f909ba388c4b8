"""What a check of words comes to: what is there, what is not, where a phrase harms, why, and a better one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from amends.rules.refusals import gettext_noop


class Span(NamedTuple):
    """A stretch of the text: ``text[start:end]``."""

    start: int
    end: int

    def meets(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


class Finding(NamedTuple):
    """
    One piece of advice.

    check   the check that found it: asking, apology, explanation, restatement, plain
    what    key into ``WHY``, or into ``PARTS`` for what was not seen
    span    the words at fault; None for what was not seen
    better  words to put there, in the language of the text, "" to leave them out; None where only the author can say
    like    an example of what to say
    """

    check: str
    what: str
    span: Span | None
    better: str | None = None
    like: str = ""

    @property
    def why(self) -> str:
        """What to tell its author: what is wrong with the words, or what was not seen."""
        return PARTS[self.what] if self.span is None else WHY[self.what]


class Report(NamedTuple):
    """
    What one check found in a text.

    asked  what the check looks for, in the order a reader would
    done   what of it is there
    ties   for an explanation: each cause given, and the recorded fact that says so
    """

    check: str
    asked: tuple[str, ...]
    done: tuple[str, ...]
    findings: tuple[Finding, ...]
    ties: tuple[tuple[Span, str], ...] = ()


WHY: Mapping[str, str] = MappingProxyType(
    {
        # of an apology
        "conditional": gettext_noop("“If” turns the harm into a guess"),
        "feeling": gettext_noop("Sorry for how they feel, not for what we did"),
        "vague_harm": gettext_noop("“Inconvenience” hides what it cost them"),
        "regret": gettext_noop("Regret says it is a pity, not that we did it"),
        "blame": gettext_noop("This puts the fault on the customer"),
        "excuse": gettext_noop("This is an excuse"),
        "plea": gettext_noop("This asks for patience instead of earning it"),
        "nobody": gettext_noop("Nobody did it in this sentence, and it was us"),
        "argue": gettext_noop("This argues with the customer"),
        # of a question
        "told": gettext_noop("They told us already: %(told)s"),
        # of an explanation
        "untied": gettext_noop("Nothing recorded in this case says so. Note how you know it, or leave it out"),
        "vague_cause": gettext_noop("A cause nobody could check"),
        # of a restatement
        "copied": gettext_noop("These are their words. Say it in your own"),
        # of plain language
        "long": gettext_noop("A long sentence. Make two of it"),
        "jargon": gettext_noop("A word of ours that customers do not use"),
        "officialese": gettext_noop("Office language. Say it as you would on the telephone"),
        "passive": gettext_noop("Nobody does it in this sentence. Say who"),
        "vague_time": gettext_noop("Not a time. Give the day and the hour"),
    }
)
# What a check looks for, as the composer lists it: said, and not seen yet. Rules miss what is said in new words.
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "sorry": gettext_noop("that you are sorry"),
        "act": gettext_noop("what we did"),
        "impact": gettext_noop("what it meant for them"),
        "responsibility": gettext_noop("that it was our doing"),
        "fix": gettext_noop("how we put it right"),
        "date": gettext_noop("by when"),
        "cause": gettext_noop("causes on record"),
        "happened": gettext_noop("what happened"),
        "wanted": gettext_noop("what they want"),
        "own_words": gettext_noop("in your own words"),
        "confirm": gettext_noop("whether it is right"),
    }
)

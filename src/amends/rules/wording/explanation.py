"""The explanation check: every cause given to a customer is something the case has on record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.rules.wording.findings import Finding, Report, Span
from amends.rules.wording.known import NOTHING, Fact, Known
from amends.rules.wording.lexicon import Lexicon, first_of_each, lexicon_of
from amends.rules.wording.sentences import covered, matter

CHECK = "explanation"
ON_RECORD = 0.5  # share of what a cause says that one fact has to say too
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


def gives_cause(text: str) -> bool:
    """Whether a text says why something happened."""
    return lexicon_of(text).has("cause", text)


def check_explanation(text: str, known: Known = NOTHING) -> Report:
    """
    Tie each cause a text gives to a recorded fact, and say which stand on nothing.

    A cause is on record when one fact says half of it and the facts know every figure in it. Worked value: "because the
    pump seal split" is tied to a note "Seal of the pump split, same batch"; without that note it is untied.
    """
    lexicon = lexicon_of(text)
    vague = first_of_each(lexicon.faults_in(text, CHECK))
    ties: list[tuple[Span, str]] = []
    loose: list[Finding] = []
    for span in _causes(text, lexicon):
        if any(one.span and span.meets(one.span) for one in vague):
            continue
        source = _source(text[span.start : span.end], known.facts)
        if source:
            ties.append((span, source))
        else:
            loose.append(Finding(CHECK, "untied", span))
    findings = first_of_each(iter((*vague, *loose)))
    return Report(CHECK, ("cause",), ("cause",) if ties and not findings else (), findings, tuple(ties))


def _causes(text: str, lexicon: Lexicon) -> Iterator[Span]:
    for found in lexicon.parts["cause"].finditer(text):
        name = next((name for name, words in found.groupdict().items() if words), "")
        if name and matter(found[name]):
            yield Span(*found.span(name))


def _source(cause: str, facts: tuple[Fact, ...]) -> str:
    """Return where a cause is recorded, "" for nowhere."""
    figures = set(_FIGURE.findall(cause))
    if figures - {figure for fact in facts for figure in _FIGURE.findall(fact.text)}:
        return ""
    about = matter(cause)
    best = max(facts, key=lambda fact: covered(about, matter(fact.text)), default=None)
    return best.source if best and covered(about, matter(best.text)) >= ON_RECORD else ""

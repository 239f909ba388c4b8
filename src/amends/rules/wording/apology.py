"""
The apology check: what was done, what it meant, whose doing it was, how it is put right, by when; nothing against it.

Source for the parts: R. J. Lewicki, B. Polin and R. B. Lount (2016), "An exploration of the structure of effective
apologies", Negotiation and Conflict Management Research 9(2), 177-196: acknowledging responsibility weighs most, then
the offer of repair; the request for forgiveness least.
"""

from __future__ import annotations

from collections.abc import Iterator

from amends.rules.wording.findings import Finding, Report
from amends.rules.wording.known import NOTHING, Known
from amends.rules.wording.lexicon import Lexicon, first_of_each, lexicon_of
from amends.rules.wording.sentences import covered, matter

CHECK = "apology"
PARTS = ("act", "impact", "responsibility", "fix", "date")
SAME_MATTER = 0.5  # share of the failure's name that the text has to say too


def is_apology(text: str) -> bool:
    """Whether a text says sorry at all, well or badly."""
    return lexicon_of(text).has("sorry", text)


def check_apology(text: str, known: Known = NOTHING) -> Report:
    """
    Say which of the five parts are there, what is missing and which phrases harm.

    Worked value: "We are sorry if this caused any inconvenience." has none of the five, and "if" at 13.
    """
    lexicon = lexicon_of(text)
    harm = first_of_each(lexicon.faults_in(text, CHECK))
    done = tuple(part for part in PARTS if _has(part, _without(harm, text), known, lexicon))
    return Report(CHECK, PARTS, done, (*harm, *_missing(text, done, lexicon)))


def _without(harm: tuple[Finding, ...], text: str) -> str:
    """Return the text without the phrases at fault: "this cannot be our fault" takes nothing on us."""
    for one in harm:
        if one.span:
            text = text[: one.span.start] + " " * (one.span.end - one.span.start) + text[one.span.end :]
    return text


def _has(part: str, text: str, known: Known, lexicon: Lexicon) -> bool:
    if lexicon.has(part, text):
        return True
    # Whoever calls the failure by its name has named the deed, however unusual it is.
    said = matter(text)
    return part == "act" and any(covered(matter(name), said) >= SAME_MATTER for name in known.happened)


def _missing(text: str, done: tuple[str, ...], lexicon: Lexicon) -> Iterator[Finding]:
    wanted = PARTS if lexicon.has("sorry", text) else ("sorry", *PARTS)
    for part in wanted:
        if part not in done:
            yield Finding(CHECK, part, None, like=lexicon.examples[part])

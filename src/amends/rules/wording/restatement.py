"""The restatement check: what happened and what is wanted, in own words, and a question whether it is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from amends.rules.wording.findings import Finding, Report, Span
from amends.rules.wording.known import NOTHING, Known
from amends.rules.wording.lexicon import Lexicon, lexicon_of
from amends.rules.wording.sentences import covered, is_chinese, likeness, matter, sentences

CHECK = "restatement"
ASKED = ("happened", "wanted", "own_words", "confirm")
ALIKE = 0.35  # F1 from which a sentence says the same as a fact; calibrated for trainees' turns on pairs of characters
MOST_READ = 2_000  # characters of each side; whoever restates is brief
COPIED = {True: 16, False: 60}  # characters in a row, in Chinese and elsewhere, from which words count as theirs


def restates(text: str) -> bool:
    """Whether a text sets out to say back what a customer said."""
    return lexicon_of(text).has("restates", text)


def check_restatement(text: str, known: Known = NOTHING) -> Report:
    """
    Say whether a text says back what happened and what is wanted, in own words, and asks for a yes.

    Worked value: of "The boiler leaked again and I want it replaced" the turn "So the boiler has leaked again, and you
    would like it replaced. Is that right?" says back both.
    """
    lexicon = lexicon_of(text)
    copied = _copied(text, known.happened)
    there = {
        "happened": _says_back(text, known.happened),
        "wanted": not known.wanted or _says_back(text, [known.wanted]),
        "own_words": copied is None,
        "confirm": lexicon.has("confirm", text),
    }
    done = tuple(part for part in ASKED if there[part])
    return Report(CHECK, ASKED, done, tuple(_findings(there, copied, lexicon)))


def _findings(there: dict[str, bool], copied: Span | None, lexicon: Lexicon) -> Iterator[Finding]:
    if copied:
        yield Finding(CHECK, "copied", copied)
    for part in ("happened", "wanted", "confirm"):
        if not there[part]:
            yield Finding(CHECK, part, None, like=lexicon.examples[part])


def _says_back(text: str, facts: Sequence[str]) -> bool:
    """Whether some stretch of up to three sentences is alike to a sentence of the facts, or says all of a short one."""
    said = [matter(text[start:end]) for start, end in sentences(text[:MOST_READ])]
    stretches = [frozenset().union(*said[at : at + wide]) for wide in (1, 2, 3) for at in range(len(said))]
    for fact in facts:
        for start, end in sentences(fact[:MOST_READ]):
            about = matter(fact[start:end])
            if any(likeness(about, one) >= ALIKE or covered(about, one) >= 2 * ALIKE for one in stretches):
                return True
    return False


def _copied(text: str, facts: Sequence[str]) -> Span | None:
    """Return the longest run of words that are the customer's own, when it is long."""
    for fact in facts:
        same = SequenceMatcher(None, text[:MOST_READ], fact[:MOST_READ], autojunk=False).find_longest_match()
        if same.size >= COPIED[is_chinese(fact)]:
            return Span(same.a, same.a + same.size)
    return None

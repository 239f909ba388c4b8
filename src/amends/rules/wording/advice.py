"""All advice on a text: the checks its own words call for."""

from __future__ import annotations

from collections.abc import Iterator

from amends.rules.wording.apology import check_apology, is_apology
from amends.rules.wording.asking import asks, check_asking
from amends.rules.wording.explanation import check_explanation, gives_cause
from amends.rules.wording.findings import Report
from amends.rules.wording.known import NOTHING, Known
from amends.rules.wording.plain import check_plain
from amends.rules.wording.restatement import check_restatement, restates

FEWEST = 12  # characters; before that somebody has hardly begun
MOST = 4_000  # characters that are read: a reply longer than that has other troubles


def advise(text: str, known: Known = NOTHING) -> tuple[Report, ...]:
    """
    Return the reports on a text to a customer: of questions if it asks for what is known, of an apology if it says
    sorry or one is owed, of causes if it gives some, of a restatement if it sets out on one, and always of plain
    language. Nothing for hardly begun words.
    """
    return tuple(_reports(text[:MOST], known)) if len(text.strip()) >= FEWEST else ()


def _reports(text: str, known: Known) -> Iterator[Report]:
    if asks(text, known):
        yield check_asking(text, known)
    if known.is_owed or is_apology(text):
        yield check_apology(text, known)
    if gives_cause(text):
        yield check_explanation(text, known)
    if restates(text):
        yield check_restatement(text, known)
    yield check_plain(text)

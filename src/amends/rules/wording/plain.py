"""
The plain-language check: long sentences, our own jargon, office language, sentences in which nobody acts, no times.

Source for length: the style guide of GOV.UK asks for sentences under 25 words; advice begins a little above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from amends.rules.wording.findings import Finding, Report, Span
from amends.rules.wording.lexicon import first_of_each, lexicon_of
from amends.rules.wording.sentences import length, sentences

CHECK = "plain"


def check_plain(text: str) -> Report:
    """
    Say which words and sentences a customer would stumble over.

    Worked value: "We will revert as soon as possible." has "as soon as possible", for which a time would stand.
    """
    lexicon = lexicon_of(text)
    words = first_of_each(lexicon.faults_in(text, CHECK))
    return Report(CHECK, (), (), tuple(chain(words, _long(text, lexicon.longest))))


def _long(text: str, longest: int) -> Iterator[Finding]:
    for start, end in sentences(text):
        if length(text[start:end]) > longest:
            yield Finding(CHECK, "long", Span(start, end))

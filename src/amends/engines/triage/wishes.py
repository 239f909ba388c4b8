"""What is wished for, how upset somebody is and in which language to answer: by the words that say so."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from amends.engines.triage.expressions import Expressions
from amends.engines.triage.stated import LIKELY, SURE, Fact

LEXICON = Path(__file__).parent / "lexicon" / "wishes.toml"
WISHES = (
    "refund", "replacement", "repair", "apology", "compensation", "explanation", "answer", "consequences", "hearing",
)  # fmt: skip
_CERTAIN = {"refund", "apology"}  # whose words have hardly another meaning


@dataclass(frozen=True, slots=True)
class _Words:
    says: Expressions
    never: Expressions

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        if next(self.says.spans(text), None) is None:
            return  # as of most texts; then nothing need be taken out
        for start, end in self.never.spans(text):
            text = text[:start] + "\n" * (end - start) + text[end:]
        yield from self.says.spans(text)


def wishes_in(text: str) -> Iterator[Fact]:
    """
    Yield what a text wishes for, the strongest feeling it shows, and the language it asks to be answered in.

    Worked values: "退钱并道歉！" wishes refund and apology; "I am livid" is mood 5; "It is cold" says none of it.
    """
    lexicon = _lexicon()
    for key in WISHES:
        for start, end in lexicon["wish"][key].spans(text):
            yield Fact("wish", key, start, end, SURE if key in _CERTAIN else LIKELY)
    for key, words in lexicon["mood"].items():  # from beside themselves down to calm
        if span := next(words.spans(text), None):
            yield Fact("mood", key, *span, LIKELY)
            break
    for key, words in lexicon["language"].items():
        for start, end in words.spans(text):
            yield Fact("language", key, start, end, SURE)


@cache
def _lexicon() -> dict[str, dict[str, _Words]]:
    read = tomllib.loads(LEXICON.read_text("utf-8"))
    return {
        about: {key: _Words(Expressions(part["says"]), Expressions(part["never"])) for key, part in parts.items()}
        for about, parts in read.items()
    }

"""What in the words of a complaint changes at once how it is handled: by rules, and for danger by words like it."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from amends.engines.triage.expressions import Expressions
from amends.engines.triage.sensing import alone, in_han, passages, sense

DANGER = ("safety", "food")
LEXICON = Path(__file__).parent / "lexicon" / "flags.toml"


@dataclass(frozen=True, slots=True)
class Flag:
    """
    A flag, and the words that raised it as they stand in the text.

    is_sure  a rule raised it, so that somebody may be called for it at night; what only the weights say is a question
             to whoever has the case
    """

    key: str
    why: tuple[str, ...]
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class _Rule:
    says: Expressions
    never: Expressions
    company: Expressions

    def words_in(self, text: str, said: str, *, is_calm: bool = False) -> tuple[str, ...]:
        """Return what raises the flag as it was ``said``, each once, in the order of the text."""
        if not any(self.says.spans(text)):
            return ()
        for begin, end in (*self.never.spans(text), *(self.company.spans(text) if is_calm else ())):
            text = text[:begin] + "\n" * (end - begin) + text[end:]
        found = (said[begin:end] for begin, end in self.says.spans(text))
        return tuple(dict.fromkeys(words.strip(" ,.，。") for words in found))


def flags_of(text: str) -> tuple[Flag, ...]:
    """
    Return the flags of a text with the words that raised them.

    Worked value: "My lawyer will call. 孩子被烫伤了" is legal (lawyer), safety (烫伤) and minor (孩子).
    """
    plain = unicodedata.normalize("NFKC", text)
    # One width makes most texts neither longer nor shorter; then their own characters are shown.
    said = text if len(text) == len(plain) else plain
    found = {flag.key: flag for flag in _danger(plain, said)}
    is_calm = not found
    for key, rule in _rules().items():
        if key not in DANGER and (words := rule.words_in(plain, said, is_calm=is_calm)):
            found[key] = Flag(key, words)
    return tuple(found[key] for key in _rules() if key in found)


def _danger(plain: str, said: str) -> Iterator[Flag]:
    """
    Yield the flags of danger.

    Passage by passage, so that one sentence on a long page is heard. What the weights say counts together with the
    rules: they find what no rule names, and keep back a rule whose words stand among harmless ones.
    """
    found: dict[str, list[str]] = {key: [] for key in DANGER}
    sure = set()
    parts = list(passages(plain))
    for at, passage in parts:
        # Whichever is quicker goes first: in letters the weights, in Chinese the rules.
        if not in_han(passage) and not sense().believes_rules(passage):
            continue
        heard = said[at : at + len(passage)]
        by_rule = {key: _rules()[key].words_in(passage, heard) for key in DANGER}
        if any(by_rule.values()):
            if not sense().believes_rules(passage):
                continue
            sure |= {key for key, words in by_rule.items() if words}
        elif sense().of_danger(passage) >= alone(passage, len(parts)):
            by_rule["food" if sense().is_of_food(passage) else "safety"] = (sense().clause(heard),)
        for key, words in by_rule.items():
            found[key] += words
    for key, heard_here in found.items():
        if heard_here:
            yield Flag(key, tuple(dict.fromkeys(heard_here)), key in sure)


@cache
def _rules() -> dict[str, _Rule]:
    read = tomllib.loads(LEXICON.read_text("utf-8"))
    kinds = ("says", "never", "company")
    return {key: _Rule(*(Expressions(part.get(kind, ())) for kind in kinds)) for key, part in read.items()}

"""
Many regular expressions looked for at once.

An alternation of a thousand expressions is tried one by one at every character. Here each is tried only at those it can
begin with, which finds the same and is ten times quicker.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

_HAN = re.compile("[\u3400-\u9fff]")
_WORD_BEGINS = "(?<![A-Za-z0-9])"
_PART = re.compile(r"\\.|\[\^?\]?[^\]]*\]|.", re.DOTALL)


class Expressions:
    """A lexicon of expressions. Those of letters stand for whole words, Chinese ones for themselves."""

    def __init__(self, expressions: Sequence[str]) -> None:
        """Take the expressions; case does not matter."""
        by_beginning = _by_beginning(expressions)
        self._at = {letter: _either(some) for letter, some in by_beginning.items()}
        self._begins = _where_any_begins(by_beginning)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield begin and end of what is found, from left to right, none within another."""
        begin = self._begins.search(text)
        while begin:
            at = begin.start()
            found = self._at[text[at]].match(text, at)
            if found:
                yield found.span()
            begin = self._begins.search(text, max(at + 1, found.end()) if found else at + 1)


class EachExpression:
    """A lexicon of which it matters which expressions are found."""

    def __init__(self, expressions: Sequence[str]) -> None:
        """Take the expressions; each is known by its place among them."""
        alone = {each: _either([each]) for each in expressions}
        number = {each: at for at, each in enumerate(expressions)}
        self._at = {
            letter: (_either(some), [(number[each], alone[each]) for each in some])
            for letter, some in _by_beginning(expressions).items()
        }

    def firsts(self, text: str) -> dict[int, tuple[int, int]]:
        """Return begin and end of the first piece that each expression finds."""
        found: dict[int, tuple[int, int]] = {}
        for at, letter in enumerate(text):
            any_of, each = self._at.get(letter, (None, ()))
            if any_of and any_of.match(text, at):
                for number, one in each:
                    if number not in found and (here := one.match(text, at)):
                        found[number] = here.span()
        return found


def _by_beginning(expressions: Sequence[str]) -> dict[str, list[str]]:
    """Return for each character, small and capital, the expressions that can begin with it."""
    beginning_with: dict[str, list[str]] = defaultdict(list)
    for expression in expressions:
        for letter in beginnings(expression):
            beginning_with[letter].append(expression)
    return {form: some for letter, some in beginning_with.items() for form in {letter, letter.upper()}}


def _where_any_begins(by_beginning: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Return what finds the places where an expression can begin: those of letters alone only where a word does."""
    anywhere = [letter for letter, some in by_beginning.items() if any(map(_HAN.search, some))]
    return re.compile(f"{_WORD_BEGINS}{_one_of(by_beginning)}|{_one_of(anywhere)}")


def _one_of(letters: Collection[str]) -> str:
    return f"[{''.join(map(re.escape, letters))}]" if letters else "(?!)"


def _either(expressions: Sequence[str]) -> re.Pattern[str]:
    words = "|".join(expression for expression in expressions if not _HAN.search(expression))
    alone = [rf"{_WORD_BEGINS}(?:{words})(?![A-Za-z0-9])"] if words else []
    return re.compile("|".join(alone + [each for each in expressions if _HAN.search(each)]), re.IGNORECASE)


def beginnings(expression: str) -> frozenset[str]:
    """
    Return the characters a match can begin with, in small letters.

    Worked values: "(smo|re)k" gives s and r, "s?mells" s and m, "[0-2]岁" 0, 1 and 2. An expression that can begin with
    anything is refused: it would be tried everywhere.
    """
    return frozenset[str]().union(*map(_beginnings, _alternatives(expression)))


def _beginnings(alternative: str) -> frozenset[str]:
    first, rest = _first_part(alternative)
    if first.startswith("(?<!"):
        return _beginnings(rest)
    found = _letters(first)
    return found | _beginnings(rest[1:]) if rest[:1] in {"?", "*"} else found


def _letters(first: str) -> frozenset[str]:
    """Return what a first part can begin with: a group, a class, a sign behind a backslash or a character."""
    if first.startswith("("):
        return beginnings(first[1:-1].removeprefix("?:"))
    if first.startswith("[") and not first.startswith("[^"):
        return _in_class(first[1:-1])
    sign = first.removeprefix("\\")
    if len(sign) == 1 and (sign not in ".^$?*+|" if sign == first else not sign.isalnum()):
        return frozenset(sign.lower())
    raise ValueError(f"an expression can begin with anything: {first}")


def _in_class(told: str) -> frozenset[str]:
    letters = re.sub("(.)-(.)", lambda span: "".join(map(chr, range(ord(span[1]), ord(span[2]) + 1))), told)
    return frozenset(letters.lower())


def _first_part(expression: str) -> tuple[str, str]:
    """Return the first character, class or group of an expression, and the rest."""
    depth = 0
    for part in _PART.finditer(expression):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if depth == 0:
            return expression[: part.end()], expression[part.end() :]
    raise ValueError(f"an expression can be nothing: {expression}")


def _alternatives(body: str) -> list[str]:
    """Return what stands between the bars that belong to no group inside."""
    found, depth = [""], 0
    for part in _PART.findall(body):
        depth += {"(": 1, ")": -1}.get(part, 0)
        if part == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += part
    return found

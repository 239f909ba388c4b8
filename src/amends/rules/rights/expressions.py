"""
The small language in which a rule pack says when something is owed and how much.

It is the part of Python that compares, decides and counts whole numbers: names of facts, numbers, texts, ``and``,
``or``, ``not``, comparisons, ``in``, ``a if b else c``, ``+ - * //`` and the functions below. Nothing else is let in,
so a pack from outside can be wrong but cannot do harm, and what is compiled here runs as fast as Python does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 2_000
ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Add, ast.Sub, ast.Mult,
    ast.FloorDiv, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.IfExp,
    ast.Call, ast.Name, ast.Load, ast.Constant, ast.Tuple,
)  # fmt: skip


def share(amount: int, numerator: int, denominator: int) -> int:
    """Return a fraction of an amount in minor units, half a unit rounded up: share(1495, 1, 2) is 748."""
    return (2 * amount * numerator + denominator) // (2 * denominator)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {"min": min, "max": max, "share": share}


class BadExpression(ValueError):
    """Something in a rule pack that is not in the language; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Expression:
    """
    One compiled expression.

    text   as it stands in the pack
    names  the facts and worked-out values it reads, in order of appearance
    """

    text: str
    names: tuple[str, ...]
    _code: Any

    def value(self, facts: Mapping[str, Any]) -> Any:
        """Return its value for some facts, which must hold every one of ``names``."""
        # The code was compiled from a checked tree: it can name facts and FUNCTIONS, and nothing else.
        return eval(self._code, {"__builtins__": {}}, _Names(facts))  # noqa: S307


class _Names(dict[str, Any]):
    __slots__ = ()

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(FUNCTIONS)
        self.update(facts)


def expression(text: str, known: frozenset[str]) -> Expression:
    """Compile an expression over the names that are known; raise BadExpression saying what is wrong with it."""
    tree = _parsed(text)
    names: dict[str, None] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED):
            raise BadExpression(f"{type(node).__name__} is not allowed in: {text}")
        if isinstance(node, ast.Constant) and type(node.value) not in {int, str, bool, type(None)}:
            raise BadExpression(f"only whole numbers and texts are allowed in: {text}")
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS):
            raise BadExpression(f"only {', '.join(FUNCTIONS)} can be called in: {text}")
        if isinstance(node, ast.Name) and node.id not in FUNCTIONS:
            names[node.id] = None
    if unknown := sorted(set(names) - known):
        raise BadExpression(f"{', '.join(unknown)} is no fact of this pack, in: {text}")
    return Expression(text, tuple(names), compile(tree, "<rule pack>", "eval"))


def _parsed(text: str) -> ast.Expression:
    if len(text) > LONGEST:
        raise BadExpression(f"longer than {LONGEST} characters: {text[:40]} ...")
    try:
        return ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadExpression(f"{error} in: {text}") from None

"""The written pages of the project, and what in them can be checked."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typer
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.tree import ROOT

DOCS = ROOT / "docs"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Row:
    """One line of docs/coverage.md."""

    key: str
    requirement: str
    state: str
    places: tuple[str, ...]
    proofs: tuple[str, ...]


def pages() -> list[Path]:
    tops = [ROOT / name for name in ("README.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
    return [path for path in tops if path.exists()] + sorted(DOCS.rglob("*.md"))


def prose(path: Path) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def links(path: Path) -> list[Path]:
    """Where the relative links of a page lead."""
    targets = [target.split("#")[0] for target in LINK.findall(prose(path))]
    return [(path.parent / target).resolve() for target in targets if target and "://" not in target]


def coverage() -> list[Row]:
    lines = (DOCS / "coverage.md").read_text(encoding="utf-8").splitlines()
    return [row(line) for line in lines if re.match(r"\|\s*A\d", line)]


def row(line: str) -> Row:
    key, requirement, state, places, proofs = (cell.strip() for cell in line.strip().strip("|").split("|"))
    return Row(key, requirement, state, tuple(CODE.findall(places)), tuple(CODE.findall(proofs)))


@cache
def routes() -> frozenset[str]:
    """Every address pattern, written as in the URL configuration with a leading slash."""
    return frozenset(walk(get_resolver().url_patterns, "/"))


def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> list[str]:
    found = []
    for pattern in patterns:
        here = prefix + str(pattern.pattern).lstrip("^")
        found += walk(pattern.url_patterns, here) if isinstance(pattern, URLResolver) else [here]
    return found


def plain(route: str) -> str:
    """A route with each variable part as `{}`: `<str:reference>` and `{reference}` are the same place."""
    return re.sub(r"<[^>]*>|\{[^}]*\}", "{}", route)


def has_route(place: str) -> bool:
    return plain(place.split("?", maxsplit=1)[0]) in {plain(route) for route in routes()}


@cache
def commands() -> frozenset[str]:
    """Every command of the program: `import`, `token create`."""
    # Here and not above: importing the program sets Django up, and only these checks need it.
    from amends.cli.commands import app

    return frozenset(subcommands(typer.main.get_command(app), ""))


def subcommands(command: Any, prefix: str) -> list[str]:
    found = []
    for name in command.list_commands(None) if hasattr(command, "list_commands") else []:
        found += [f"{prefix}{name}", *subcommands(command.get_command(None, name), f"{prefix}{name} ")]
    return found


def has_command(text: str) -> bool:
    """Is `amends token create --json` a command? Only its words before the first option or value count."""
    words = text.removeprefix("./").removeprefix("amends").split()
    while words and " ".join(words) not in commands():
        words.pop()
    return bool(words)


def has_place(place: str) -> bool:
    """Does a place named in a page exist: a screen, a command or a path?"""
    address = re.sub(r"^(GET|POST|PUT|PATCH|DELETE) ", "", place)
    if address.startswith("/"):
        return has_route(address)
    if place.startswith("amends "):
        return has_command(place)
    return (ROOT / place.split("::", maxsplit=1)[0]).exists()


def has_test(proof: str) -> bool:
    path, _, name = proof.partition("::")
    file = ROOT / path
    return file.is_file() and bool(name) and re.search(rf"def {re.escape(name)}\b", file.read_text("utf-8")) is not None

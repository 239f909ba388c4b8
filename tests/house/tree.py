"""The project's own Python files, parsed once, as the house tests read them."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "amends"


@dataclass(frozen=True)
class Source:
    """One file of the package: where it lies, what it is called, what it says."""

    path: Path
    module: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first folder below the package; a file on the ground level is its own room."""
        return self.path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def excused(self, node: ast.AST) -> bool:
        """Is there a reason at the end of a line of this node, or on the line above it?"""
        lines = self.text.splitlines()
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
        above = lines[first - 2].strip() if first > 1 else ""
        return above.startswith("#") or any(gives_reason(line) for line in lines[first - 1 : last])


def gives_reason(line: str) -> bool:
    """Is there a comment that says more than which check it switches off?"""
    comment = line.partition("#")[2]
    return bool(re.sub(r"^\s*(noqa|type): ?[\w\[\], -]*?(?= - |#|$)", "", comment).strip(" -#"))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the package, migrations included."""
    return tuple(read(path) for path in sorted(PACKAGE.rglob("*.py")))


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path, module_name(path), text, ast.parse(text, filename=str(path)))


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def of_room(*rooms: str) -> list[Source]:
    return [source for source in sources() if source.room in rooms]


def imported(source: Source) -> set[str]:
    """Every dotted name a file imports, except what it needs for types alone."""
    names: set[str] = set()
    for node in walk_without_type_checking(source.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def walk_without_type_checking(tree: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        found.append(node)
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            children = list(node.orelse)
        waiting.extend(children)
    return found


def none_of(found: list[str], advice: str) -> None:
    """Fail with the whole list and what to do, one offender a line."""
    assert not found, "\n  ".join([f"{advice}:", *sorted(set(found))])

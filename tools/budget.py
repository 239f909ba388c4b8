"""
Prints how large the house has become: files, functions, tests for each line of code. Read with judgement.

    python tools/budget.py
"""

import ast
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "amends"
Name = TypeVar("Name")
AIM = "aim: files 60-120 lines in the median and none near 400; functions short; tests about as long as the code"


def main() -> None:
    """Print the figures."""
    code = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
    tests = sorted((ROOT / "tests").rglob("*.py"))
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in code}
    functions = {name: length for path in code for name, length in functions_of(path)}
    rooms: dict[str, list[int]] = {}
    for path, length in lines.items():
        rooms.setdefault(path.relative_to(PACKAGE).parts[0].removesuffix(".py"), []).append(length)

    print(f"{'room':16} {'files':>5} {'lines':>7} {'median':>7} {'max':>5}")
    for room, lengths in sorted(rooms.items(), key=lambda item: -sum(item[1])):
        print(f"{room:16} {len(lengths):5} {sum(lengths):7} {median(lengths):7.0f} {max(lengths):5}")
    whole = list(lines.values())
    print(f"{'all':16} {len(whole):5} {sum(whole):7} {median(whole):7.0f} {max(whole):5}\n")

    print("longest files:", ", ".join(f"{path.relative_to(PACKAGE)} {lines[path]}" for path in longest(lines)))
    print("longest functions:", ", ".join(f"{name} {functions[name]}" for name in longest(functions)))
    lengths = sorted(functions.values())
    print(f"function lines: median {median(lengths):.0f}, p90 {quantiles(lengths, n=10)[-1]:.0f}, max {lengths[-1]}")
    tested = sum(len(path.read_text("utf-8").splitlines()) for path in tests)
    print(f"tests : code = {tested / sum(whole):.2f}\n{AIM}")


def functions_of(path: Path) -> list[tuple[str, int]]:
    """Return each function of a file with its length in lines."""
    found = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef))
    return [
        (f"{path.relative_to(PACKAGE)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in found
    ]


def longest(lengths: dict[Name, int]) -> list[Name]:
    """Return the five longest."""
    return sorted(lengths, key=lambda key: -lengths[key])[:5]


if __name__ == "__main__":
    main()

"""Who may import whom: the rooms, the rules' poverty, no knots between siblings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, Source, imported, none_of, of_room, sources

# A rule is a calculation: same values in, same value out. These bring the world in.
WORLD = {"random", "secrets", "time", "socket", "sqlite3", "subprocess", "threading", "http", "urllib.request"}


def test_the_rooms_import_downwards_only():
    """The layers are written in pyproject.toml; this runs them."""
    tool = Path(sys.executable).with_name("lint-imports")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}

    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, f"move the code to the room it belongs to:\n{done.stdout}{done.stderr}"


def test_rules_need_nothing_but_the_standard_library():
    strangers = [
        f"{source.name} imports {name}"
        for source in of_room("rules")
        for name in sorted(imported(source))
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("amends.rules")
        and name != "amends"
    ]

    none_of(strangers, "rules/ knows plain values only; pass the value in instead of importing its maker")


def test_rules_read_no_clock_and_roll_no_dice():
    worldly = [
        f"{source.name} imports {name}" for source in of_room("rules") for name in sorted(imported(source) & WORLD)
    ]

    none_of(worldly, "a rule gets the instant or the number as an argument")


@pytest.mark.parametrize("room", ["rules", "models", "services", "web", "api", "cli"])
def test_siblings_do_not_import_in_circles(room):
    graph = sibling_graph(room)

    circle = first_circle(graph)

    assert not circle, f"break the circle {' → '.join(circle)}: the later subject may import the earlier, never back"


def sibling_graph(room: str) -> dict[str, set[str]]:
    modules = {source.module: source for source in of_room(room)}
    return {name: siblings(source, modules) - {name} for name, source in modules.items()}


def siblings(source: Source, modules: dict[str, Source]) -> set[str]:
    return {name for name in imported(source) if name in modules}


def first_circle(graph: dict[str, set[str]]) -> list[str]:
    done: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for target in sorted(graph[name]):
            if circle := visit(target, [*trail, name]):
                return circle
        done.add(name)
        return []

    for start in sorted(graph):
        if circle := visit(start, []):
            return circle
    return []


def test_every_file_stands_in_a_known_room():
    known = {"rules", "engines", "gateways", "database", "models", "migrations", "services", "charts"}
    known |= {"web", "api", "cli", "bench", "locale"}

    strays = sorted({source.room for source in sources() if len(source.module.split(".")) > 2} - known)

    none_of(strays, "a new room needs a record in docs/decisions and a line in pyproject.toml")


def test_nobody_waits_for_a_library_that_few_pages_need():
    """Every page and form is loaded before the first is shown, and stays in memory; these are loaded when used."""
    heavy = {"openpyxl", "numpy", "PIL", "fido2", "cryptography", "segno", "weasyprint", "holidays", "ninja"}
    question = f"import sys, amends.wsgi, amends.web.urls; print(*sorted({heavy!r} & set(sys.modules)))"
    environment = os.environ | {"AMENDS_SECRET_KEY": "for this test", "PYTHONPATH": str(ROOT / "src")}

    loaded = subprocess.check_output([sys.executable, "-c", question], env=environment, text=True).split()

    none_of(loaded, "import it inside the function that uses it, with a word on why")

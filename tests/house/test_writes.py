"""Who may write, who may look at the clock, and a few habits."""

import ast
from itertools import groupby

from tests.house.tree import Source, none_of, of_room, sources

MAY_WRITE = ("services", "migrations", "database")
MAY_LOOK_AT_THE_CLOCK = ("web", "api", "cli", "bench", "database")
WORKER_LOOP = {"src/amends/services/worker.py"}
WRITES = {"save", "create", "delete", "get_or_create", "update_or_create"}
CLOCKS = {"now", "utcnow", "today", "localdate"}
CLOCK_OWNERS = {"timezone", "datetime", "date"}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_rows_are_written_in_services_only():
    writes = [
        f"{source.at(call)} .{call.func.attr}("
        for source in sources()
        if source.room not in MAY_WRITE
        for call in calls(source)
        if is_write(call) and not source.excused(call)
    ]

    none_of(writes, "give the act a name in services/ and call it; a comment excuses what is no row")


def is_write(call: ast.Call) -> bool:
    name = call.func.attr
    if ast.unparse(call.func.value).endswith("environ"):
        return False
    if name == "update":  # a queryset takes named values only; a dict, a set or a digest takes a positional one
        return bool(call.keywords) and not call.args and any(keyword.arg for keyword in call.keywords)
    return name in WRITES or name.startswith("bulk_")


def calls(source: Source) -> list[ast.Call]:
    found = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    return [call for call in found if isinstance(call.func, ast.Attribute)]


def test_only_a_face_or_the_worker_looks_at_the_clock():
    looks = [
        f"{source.at(node)} {ast.unparse(node)}"
        for source in sources()
        if source.room not in MAY_LOOK_AT_THE_CLOCK and source.name not in WORKER_LOOP
        for node in ast.walk(source.tree)
        if is_clock(node)
    ]

    none_of(looks, "take `now` as an argument")


def is_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr not in CLOCKS:
        return False
    return ast.unparse(node.value).split(".")[-1] in CLOCK_OWNERS


def test_an_import_inside_a_function_states_its_reason():
    silent = [
        source.at(run[0])
        for source in sources()
        if source.room != "migrations"
        for function in ast.walk(source.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for run in runs_of_imports(function)
        if not any(source.excused(node) for node in run)
    ]

    none_of(silent, "move it to the top, or say why not in a comment on the line above")


def runs_of_imports(function: ast.AST) -> list[list[ast.stmt]]:
    """Imports that follow each other share one reason."""
    bodies = [getattr(node, name, None) for node in ast.walk(function) for name in ("body", "orelse", "finalbody")]
    return [
        list(run)
        for body in bodies
        if isinstance(body, list)
        for is_import, run in groupby(body, lambda node: isinstance(node, ast.Import | ast.ImportFrom))
        if is_import
    ]


def test_no_exception_is_swallowed_whole():
    bare = [
        source.at(node)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]

    none_of(bare, "name the exception")


def test_no_file_is_called_nothing():
    nameless = [source.name for source in sources() if source.path.stem in EMPTY_NAMES]

    none_of(nameless, "a file bears the name of its subject")


def test_models_send_and_hide_nothing():
    """Signals and a `save` that acts are control flow nobody sees."""
    hidden = [
        f"{source.at(node)} def {node.name}"
        for source in of_room("models")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"} and not source.excused(node)
    ]
    signals = [source.name for source in sources() if "django.db.models.signals" in source.text]

    none_of(hidden + signals, "write the act as a function in services/")

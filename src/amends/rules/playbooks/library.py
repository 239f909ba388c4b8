"""The playbooks that come with the product: one TOML file each, and the steps they share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from amends.rules.playbooks.books import Playbook, read

SHARED = "_steps.toml"


@cache
def shipped() -> Mapping[str, Playbook]:
    """Return every playbook that comes with the product by its key, the name of its file."""
    folder = resources.files(__name__.rpartition(".")[0]).joinpath("shipped")
    files = {file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir()}
    shared = files.pop(SHARED)
    books = (read(_whole(name.removesuffix(".toml"), data, shared)) for name, data in files.items())
    return MappingProxyType({book.key: book for book in sorted(books, key=lambda book: (book.rank, book.key))})


def _whole(key: str, data: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file's data with its shared steps put in; a shared step waits only for those this playbook has."""
    keys = [step.get("use", step.get("key")) for step in data["step"]]
    return {
        **{name: value for name, value in data.items() if name != "step"},
        "key": key,
        "steps": [_step(step, shared, keys) for step in data["step"]],
    }


def _step(step: Mapping[str, Any], shared: Mapping[str, Any], keys: list[str]) -> dict[str, Any]:
    if "use" not in step:
        return dict(step)
    own = {name: value for name, value in step.items() if name != "use"}
    common = dict(shared[step["use"]])
    common["after"] = [one for one in common.get("after", ()) if one in keys[: keys.index(step["use"])]]
    return {**common, "key": step["use"], **own}

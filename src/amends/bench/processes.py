"""What processes cost, read from /proc: processor time and memory of a process and all below it."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/<pid>/stat counted from after the name: parent, own user and system time, that of buried children.
PARENT, FIRST_TIME, LAST_TIME = 1, 11, 14


def tree(root: int) -> list[int]:
    """Return the process and everything below it."""
    children: dict[int, list[int]] = {}
    for pid, fields in _all_stats():
        children.setdefault(int(fields[PARENT]), []).append(pid)
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def parent_of(pid: int) -> int:
    """Return the parent of a process."""
    return int(_stat(PROC / str(pid))[PARENT])


def cpu_seconds(*roots: int) -> float:
    """Return user and system time used so far by these processes and all below them, the ended ones included."""
    ticks = 0
    for root in roots:
        for pid in tree(root):
            ticks += sum(map(int, _stat(PROC / str(pid))[FIRST_TIME : LAST_TIME + 1]))
    return ticks / TICKS


def memory_mb(root: int) -> float:
    """Return the proportional memory (PSS) of a process and everything below it: shared pages count once."""
    total = 0
    for pid in tree(root):
        try:
            lines = (PROC / str(pid) / "smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue  # ended in the meantime
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _all_stats() -> list[tuple[int, list[str]]]:
    found = ((int(folder.name), _stat(folder)) for folder in PROC.iterdir() if folder.name.isdecimal())
    return [(pid, fields) for pid, fields in found if fields]


def _stat(folder: Path) -> list[str]:
    """Return the fields after the name, which may itself hold spaces and brackets."""
    try:
        return (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []

"""
Check everything: the chains and the words under them, the seals, the rules between tables, the files.

Reads one state of the database while others go on writing. Each finding names its table and row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from amends.database.snapshot import snapshot
from amends.gateways.files import FileStore
from amends.models import Artifact, Case, Event, Intake, Seal
from amends.rules.findings import Finding
from amends.services.chain_check import check_chains
from amends.services.record_check import check_database, check_files, check_rules
from amends.services.seal_check import check_seals

Progress = Callable[[str, int, int], None]  # what is being checked, how many are done, of how many


@dataclass
class Report:
    """How many of what were looked at, and what was found."""

    checked: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check_everything(*, files: FileStore, now: datetime, progress: Progress = lambda *_: None) -> Report:
    """Check the whole installation; return what was found, damage to the database first."""
    report = Report()
    with snapshot():
        counts = {
            "cases": Case.objects.count(),
            "events": Event.objects.count(),
            "words": Intake.objects.count(),
            "seals": Seal.objects.count(),
            "files": Artifact.objects.values("sha256").distinct().count(),
        }
        report.checked = counts
        steps: list[tuple[str, int, Iterator[Finding | int]]] = [
            ("database", 1, check_database()),
            ("cases", counts["cases"], check_chains()),
            ("seals", counts["seals"], check_seals()),
            ("rules", 1, check_rules(now=now)),
            ("files", counts["files"], check_files(files)),
        ]
        for name, total, findings in steps:
            done = 0
            progress(name, done, total)
            for found in findings:
                if isinstance(found, Finding):
                    report.findings.append(found)
                else:
                    done += found
                    progress(name, done, total)
    return report

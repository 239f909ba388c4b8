"""Check the rules between tables, the database's own guards, and the files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from amends.database import guards
from amends.gateways.files import FileStore
from amends.models import Artifact, Case, Job, Promise, Staff
from amends.rules.findings import Finding
from amends.rules.lifecycle import CLOSED_STATES, OPEN_STATES
from amends.services.jobs import LEASE
from amends.services.ledger_check import check_ledger
from amends.services.voucher_check import check_vouchers

CHUNK = 1 << 20


def check_database() -> Iterator[Finding | int]:
    """Yield what the engine itself finds wrong, and which of its guards are gone."""
    for words in guards.broken_pages():
        yield Finding("database.damaged", "database", "", words)
    for table, row, to in guards.broken_references():
        yield Finding(
            "database.reference", table, row, _("it refers to a row of %(table)s that is gone") % {"table": to}
        )
    for name in sorted(guards.missing_triggers()):
        words = _("the trigger that refuses changes is gone or switched off")
        yield Finding("database.guard", name.partition("_no_")[0], name, words)
    yield 1


def check_rules(*, now: datetime) -> Iterator[Finding | int]:
    """Yield the rows that break a rule between tables."""
    yield from _check_owners_and_states()
    yield from _check_promises()
    yield from check_ledger()
    yield from check_vouchers()
    for job in Job.objects.filter(state="running", lease_until__lt=now - LEASE):
        words = _("%(task)s runs past its lease: no worker has looked after it") % {"task": job.task}
        yield Finding("job.lease", "amends_job", job.pk, words)
    yield 1


def _check_owners_and_states() -> Iterator[Finding]:
    nobody = Case.objects.exclude(owner__in=Staff.objects.all())
    yield from _named("case.owner", nobody, _("nobody owns it"))
    closed, opened = [state.value for state in CLOSED_STATES], [state.value for state in OPEN_STATES]
    odd = Case.objects.exclude(Q(state__in=closed, closed_at__isnull=False) | Q(state__in=opened, closed_at=None))
    yield from _named("case.closed", odd, _("its state and the instant it was closed contradict each other"))


def _check_promises() -> Iterator[Finding]:
    owed = Promise.objects.owed().filter(case=OuterRef("pk")).order_by().values("case")
    cases = Case.objects.annotate(owed_at=Subquery(owed.annotate(first=Min("due_at")).values("first")))
    silent = cases.open().filter(owed_at=None)
    yield from _named("case.silent", silent, _("it is open and nothing is promised"))
    wrong = cases.open().filter(owed_at__isnull=False).exclude(next_due_at=F("owed_at"))
    yield from _named("case.next_date", wrong, _("its next date is not that of its earliest promise"))
    for promise in Promise.objects.owed().exclude(case__closed_at=None):
        words = _("still owed, but case %(number)d is closed") % {"number": promise.case_id}
        yield Finding("promise.owed", "amends_promise", promise.pk, words)


def _named(rule: str, cases: QuerySet[Case], words: str) -> Iterator[Finding]:
    for number in cases.order_by("pk").values_list("pk", flat=True):
        yield Finding(rule, "amends_case", number, words)


def check_files(store: FileStore) -> Iterator[Finding | int]:
    """Yield the artifacts whose bytes are gone or not the ones that came, and how many files have been read."""
    names = Artifact.objects.order_by("sha256", "pk").values_list("sha256", "pk", "name", "size_bytes")
    seen = ""
    for checksum, pk, name, size in names.iterator(chunk_size=2000):
        if checksum == seen:
            continue
        seen = checksum
        place = store.path(checksum)
        if not place.is_file():
            yield Finding("file.vanished", "amends_artifact", pk, _("the file “%(name)s” is gone") % {"name": name})
        elif place.stat().st_size != size or _digest(store, checksum) != checksum:
            words = _("the file “%(name)s” is not the one that came") % {"name": name}
            yield Finding("file.changed", "amends_artifact", pk, words)
        yield 1


def _digest(store: FileStore, checksum: str) -> str:
    digest = hashlib.sha256()
    with store.path(checksum).open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

"""Decide how a list is read: which column is what, in which time zone, for which place, under which name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _

from amends.gateways.tables import Table
from amends.models import FailureType, ImportRun, Organisation, Site
from amends.rules.importing.dates import DAY_FIRST, UNSETTLED, date_order
from amends.rules.importing.guessing import guess_layout, looks_right
from amends.rules.importing.kinds import kinds_of
from amends.rules.importing.layout import Layout, lay_out
from amends.rules.importing.mapping import DATES, ListMapping, shipped_mapping
from amends.rules.importing.rows import POST, Reading
from amends.rules.refusals import Invalid, NotFound
from amends.services.directory import directory

GUESS = "generic"
SAMPLE_ROWS = 1000
ROWS_TO_SETTLE_DATES = 50_000
LONGEST_SOURCE = 60

_ENDINGS = re.compile(r"(?:\.(?:csv|tsv|txt|xlsx|xlsm|jsonl|ndjson|gz|rejects|old))+$", re.IGNORECASE)


class NoSuchPlace(NotFound, Invalid):
    """The list was to belong to a place that does not exist."""


def plan_reading(
    *, table: Table, mapping: ListMapping | None = None, source: str = "", site: str = "", timezone: str = ""
) -> Reading:
    """
    Return how a list will be read; without a mapping its columns are guessed.

    Raises Invalid, fit to show, for a column that is not there, an unknown place or time zone, or a list without words.
    """
    told = mapping or shipped_mapping(GUESS)
    sample = [row.cells for row in islice(table.rows(), SAMPLE_ROWS) if row.fault is None]
    if mapping is None:
        layout, reply_closes = guess_layout(table.columns, sample, told)
    else:
        layout, reply_closes = lay_out(told, table.columns, looks_right(sample)), told.reply_closes
    organisation = Organisation.objects.first()
    place = _place(site) if site else None
    home = place or organisation
    zone = _zone(timezone or told.timezone or (home.timezone if home else "UTC"))
    order = told.dates or date_order(_dates(table, layout))
    return Reading(
        columns=table.columns,
        layout=layout,
        source=source or told.source or _source_before(table) or source_of(table.path),
        zone=zone,
        # Where no date tells: as people write it there.
        day_first=order == DAY_FIRST or (order == UNSETTLED and not zone.key.startswith("America/")),
        order=order,
        reply_closes=reply_closes,
        closed_words=told.closed_words,
        open_words=told.open_words,
        site_id=place.pk if place else None,
        home_id=_home_id() if organisation else None,
        site_ids={one.name.lower(): one.pk for one in Site.objects.in_use().order_by("-path")},
        kinds=kinds_of(
            ((kind.key, kind.pk, (kind.name_zh, kind.name_en)) for kind in FailureType.objects.filter(retired_at=None)),
            told.kinds,
        ),
        replier=organisation.name if organisation else "",
    )


def source_of(path: Path) -> str:
    """
    Return the name a list goes by when nobody gave it one.

    Worked value: "Complaints.csv.gz" and its "Complaints.csv.gz.rejects.csv" both give "complaints".
    """
    name = " ".join(_ENDINGS.sub("", path.name).lower().split())
    return name[:LONGEST_SOURCE] or "list"


def _source_before(table: Table) -> str:
    """The same content under another name is the same list."""
    run = ImportRun.objects.filter(fingerprint=table.contents.fingerprint).order_by("pk").first()
    return run.source if run else ""


def _place(name: str) -> Site:
    found = list(Site.objects.in_use().filter(name__iexact=name.strip())[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchPlace(_("There are several places called “%s”.") % name, field="site")
    raise NoSuchPlace(_("There is no place called “%s”.") % name, field="site")


def _home_id() -> int:
    known = directory()
    return known.posts[POST][1] or known.root_id


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise Invalid(_("There is no time zone of this name. Try Asia/Shanghai or Europe/London."), field="timezone")
    return ZoneInfo(name)


def _dates(table: Table, layout: Layout) -> Iterator[str]:
    numbers = [number for name in DATES for number in layout.get(name, ())]
    for row in islice(table.rows(), ROWS_TO_SETTLE_DATES if numbers else 0):
        if row.fault is None:
            yield from (row.cells[number] for number in numbers)

"""Any view of the queue as a file: one row a case, with the filters of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.http import FileResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode
from django.utils.timezone import localtime

from amends.gateways.tables.writing import write_table
from amends.rules.views import read_look, written
from amends.services.exports import COLUMNS, case_rows, note_export
from amends.services.staff import require
from amends.web.filtering import STATES, every_case_of
from amends.web.queue import asked_in
from amends.web.visitors import StaffRequest, staff_page

Cell = str | int | datetime | None


@staff_page
def export(request: StaffRequest) -> HttpResponseBase:
    """Write the file, note in the history that it was taken out, and hand it over piece by piece."""
    if request.method != "POST":
        return HttpResponseRedirect("/queue")
    require(request.actor, "case.export")
    look = read_look(asked_in(QueryDict(request.POST.get("query", ""))), STATES)
    ending = ".xlsx" if request.POST.get("format") == "xlsx" else ".csv"
    file = NamedTemporaryFile(prefix="amends-export-", suffix=ending)  # noqa: SIM115 - closed by the response
    rows = case_rows(by=request.actor, among=every_case_of(look, request))
    count = write_table(Path(file.name), COLUMNS, _in_own_zone(rows))
    note_export(count=count, query=urlencode(written(look)), by=request.actor, now=request.now)
    name = f"amends-{look.view}-{localtime(request.now):%Y-%m-%d}{ending}"
    return FileResponse(file, as_attachment=True, filename=name)


def _in_own_zone(rows: Iterator[tuple[Cell, ...]]) -> Iterator[list[Cell]]:
    """Say instants in the time zone of the one who reads the file, with the offset."""
    for row in rows:
        yield [localtime(cell).isoformat(timespec="seconds") if isinstance(cell, datetime) else cell for cell in row]

"""The sheet of single keys, as a page and as what `?` opens."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from amends.web.navigation import staff_page_of
from amends.web.shortcuts import GROUPS
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def keys(request: StaffRequest) -> HttpResponse:
    """Show the sheet."""
    groups: list[dict[str, Any]] = [
        {"name": name, "rows": [(one.keys.split(" "), one.words) for one in group]} for name, group in GROUPS
    ]
    return staff_page_of(request, "staff/keys.html", {"groups": groups})

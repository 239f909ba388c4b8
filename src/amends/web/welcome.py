"""Where an administrator goes first: the ways to hear the first customer."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from amends import environment
from amends.models import Site
from amends.services.demo import stories_left
from amends.services.directory import directory
from amends.services.staff import require
from amends.web.navigation import staff_page_of
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def welcome(request: StaffRequest) -> HttpResponse:
    """Show the ways to hear the first customer; any one of them is enough to start."""
    require(request.actor, "organisation.edit")
    context = {
        "address": f"{settings.PUBLIC_URL}/",
        "root": directory().root_id,
        "is_only_here": environment.is_loopback(urlsplit(settings.PUBLIC_URL).hostname or ""),
        "command": import_command(),
        "has_stories": any(True for _title in stories_left()),
        "has_places": Site.objects.visible_to(request.actor).exclude(parent=None).exists(),
    }
    return staff_page_of(request, "starting/welcome.html", context)


def import_command() -> str:
    """Return the command that tries an import into this very installation, as it can be typed in any folder."""
    program = Path(sys.executable).with_name("amends")
    on_path = shutil.which("amends")
    is_same = on_path is not None and Path(on_path).resolve() == program.resolve()
    words = [] if is_same or not os.access(program, os.X_OK) else [str(program)]
    data = f"AMENDS_DATA={shlex.quote(str(environment.data_folder()))}"
    return f"{data} {shlex.join(words or ['amends'])} import complaints.csv --dry-run"

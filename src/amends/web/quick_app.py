"""The quick action as an app on the home screen: its manifest, and the worker that keeps its page without a network."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.services.directory import directory
from amends.web.assets import asset_prefix
from amends.web.visitors import PublicRequest, public_page

SCOPE = "/quick"
# All that the page needs to open without a network, and nothing that names anybody.
FILES = (
    "tokens.css",
    "parts.css",
    "quick/quick.css",
    "quick/page.js",
    "quick/choices.js",
    "quick/gives.js",
    "quick/guest.js",
    "quick/kept.js",
    "quick/scan.js",
    "quick/sending.js",
    "quick/sentence.js",
    "quick/waiting.js",
    "quick/hint.js",
    "icons.svg",
    "mark.svg",
)
ICONS = (("icons/app-192.png", 192, "any"), ("icons/app-512.png", 512, "any"))
MASKABLE = (("icons/maskable-192.png", 192, "maskable"), ("icons/maskable-512.png", 512, "maskable"))


def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker, whose text changes with any asset, so that browsers fetch the new ones."""
    known = {"version": asset_prefix().strip("/").split("/")[-1], "files": [staticfiles_storage.url(f) for f in FILES]}
    response = HttpResponse(f"const KNOWN = {json.dumps(known)};\n{_script()}", content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = SCOPE
    response.headers["Cache-Control"] = "no-cache"
    return response


@public_page
def manifest(request: PublicRequest) -> HttpResponse:
    """Return what a telephone asks before it puts the page on its home screen."""
    ground = ground_colour("light")
    described = {
        "id": SCOPE,
        "name": f"Amends · {directory().organisation.name}",
        "short_name": "Amends",
        "description": _("Write down a failure in half a minute, also without a network"),
        "lang": "zh-Hans" if (get_language() or "en").startswith("zh") else "en",
        "start_url": SCOPE,
        "scope": "/",
        "display": "standalone",
        "background_color": ground,
        "theme_color": ground,
        "icons": [
            {"src": staticfiles_storage.url(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in ICONS + MASKABLE
        ],
    }
    response = JsonResponse(described, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def grounds() -> list[tuple[str, str]]:
    """Return the page's ground in light and dark, for the frame that a telephone draws around it."""
    return [(theme, ground_colour(theme)) for theme in ("light", "dark")]


@cache
def _script() -> str:
    return _asset("quick/worker.js")


@cache
def ground_colour(theme: str) -> str:
    """Return the page's ground as the token file has it, light or dark; a manifest knows no style sheet."""
    found = re.search(rf"--surface:[^;]*?var\(--{theme}, (#[0-9A-Fa-f]{{6}})\)", _asset("tokens.css"))
    if found is None:
        raise ValueError(f"tokens.css has no {theme} ground")
    return found[1]


def _asset(name: str) -> str:
    path = find(name)
    if not path:
        raise ValueError(f"{name} is not installed")
    return Path(str(path)).read_text(encoding="utf-8")

"""
Takes a picture of every main page of a demo started for it, wide, middling and narrow, zh and en, light and dark.

    python tools/screenshots.py                   all of them, into screenshots/
    python tools/screenshots.py queue case        only these pages
    python tools/screenshots.py --widths 360      only this width
    python tools/screenshots.py --list FILE …     with these lists of complaints imported first

Beside the pictures lie `index.html`, which shows them in rows to compare, and `contact.png`, the same in one picture.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from amends.bench.cluster import free_port

ROOT = Path(__file__).resolve().parents[1]
INTO = ROOT / "screenshots"
HEIGHTS = {1440: 900, 768: 1024, 360: 780}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
READY = b"Ctrl-C stops everything"
PATIENCE_SECONDS = 120
SETTLING_MS = 250  # pictures and fonts; a page that listens for news is never idle
PAGES = {
    "tell": "/",
    "find": "/t",
    "track": "{track}",
    "track-promise": "{track_promise}",
    "sign-in": "/sign-in",
    "today": "/today",
    "team": "/team",
    "approvals": "/approvals",
    "vouchers": "/vouchers",
    "hand-over": "/hand-over",
    "rights": "/rights",
    "rule-pack": "{pack}",
    "fairness": "/fairness",
    "warnings": "/warnings",
    "budgets": "/budgets",
    "reconciliation": "/reconciliation",
    "queue": "/queue",
    "queue-all": "/queue?view=all",
    "nothing-found": "/search?q=zzzz",
    "case": "{case}",
    "case-promise": "{promise}",
    "case-remedy": "{case}/remedy",
    "case-apology": "{case}/apology",
    "case-merge": "{case}/merge",
    "case-split": "{case}/split",
    "case-restrict": "{case}/restrict",
    "evidence": "{case}/evidence",
    "new-case": "/cases/new",
    "quick": "/quick",
    "customers": "/customers",
    "notifications": "/notifications",
    "times": "/times",
    "which-promise": "/times/promise",
    "keys": "/keys",
    "customer": "{customer}",
    "search": "/search?q=a",
    "settings": "/settings",
    "own-page": "/settings/me",
    "people": "/settings/people",
    "person": "{person}",
    "limits": "/settings/authority",
    "goodwill": "/settings/goodwill",
    "routing": "/settings/routing",
    "away": "/settings/away",
    "places": "/settings/sites",
    "place": "{place}",
    "policies": "/settings/policies",
    "policy": "{policy}",
    "new-policy": "/settings/policies/new",
    "hours": "/settings/hours",
    "hours-of-place": "{hours}",
    "playbooks": "/settings/playbooks",
    "playbook": "{playbook}",
    "security": "/settings/security",
    "audit": "/settings/history",
    "branding": "/settings/branding",
    "organisation": "/settings/organisation",
    "posts": "/settings/posts",
    "post": "{post}",
    "failure-types": "/settings/failures",
    "failure-type": "{failure}",
    "canned-replies": "/settings/replies",
    "canned-reply": "{reply}",
    "tokens": "/settings/tokens",
    "stories": "/settings/stories",
    "welcome": "/welcome",
    "how-to-complain": "/s/1",
    "design": "/design",
    "not-there": "/nowhere",
}
# Pages whose address differs from demo to demo: on which page the first link to one stands, and how it begins.
LINKS = {
    "case": ("/queue?view=all", "/cases/CB-"),
    "promise": ("{case}", "{case}/promises/"),
    "customer": ("{case}", "/customers/"),
    "track": ("{case}", "/t/"),
    "track_promise": ("{track}", "{track}/promises/"),
    "pack": ("/rights", "/rights/"),
    **{
        name: (f"/settings/{listed}", f"/settings/{listed}/")
        for name, listed in {
            "person": "people",
            "place": "sites",
            "policy": "policies",
            "hours": "hours",
            "playbook": "playbooks",
            "post": "posts",
            "failure": "failures",
            "reply": "replies",
        }.items()
    },
}
STRANGERS = {"tell", "find", "track", "track-promise", "sign-in", "how-to-complain", "not-there"}
NOWHERE = "/nowhere"
LOST = {"not-there"}  # a page that is to say 404


class Light(NamedTuple):
    """One way to look at a page."""

    width: int
    language: str
    theme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{self.theme}"


class Visit(NamedTuple):
    """A browser, the demo it looks at, and what it keeps of a colleague who signed in."""

    browser: Browser
    address: str
    signed_in: StorageState


def main() -> int:
    """Take the pictures; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", choices=[[], *PAGES], metavar="page", help=", ".join(PAGES))
    parser.add_argument("--widths", nargs="*", type=int, choices=HEIGHTS, default=list(HEIGHTS))
    parser.add_argument("--list", nargs="*", type=Path, default=[], metavar="FILE", dest="lists")
    asked = parser.parse_args()
    lights = [Light(w, lang, theme) for w in asked.widths for lang in ("zh", "en") for theme in ("light", "dark")]
    shutil.rmtree(INTO, ignore_errors=True)
    INTO.mkdir()
    chromium = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with demo(asked.lists) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        visit = Visit(browser, address, sign_in(browser, address))
        named = {name: PAGES[name] for name in asked.pages or PAGES}
        links = find_links(visit)
        paths = {name: path.format(**links) for name, path in named.items()}
        found = [photograph(visit, paths, light) for light in lights]
        taken = [name for name in named if name in set.intersection(*found)]
        make_sheet(browser, taken, lights)
        browser.close()
    print(f"{len(taken) * len(lights)} pictures of {len(taken)} pages: {INTO.relative_to(ROOT)}/index.html")
    return 0


@contextmanager
def demo(lists: list[Path]) -> Iterator[str]:
    """Run a demo with a folder and a port of its own, and lists imported, for the length of the block."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="amends-screenshots-") as folder:
        environment = {**os.environ, "AMENDS_DATA": folder, "PORT": str(port), "AMENDS_LANGUAGE": "en"}
        server = subprocess.Popen(
            [sys.executable, "-m", "amends", "demo"], env=environment, stderr=subprocess.PIPE, cwd=ROOT
        )
        try:
            wait_for(server)
            for path in lists:
                imported = [sys.executable, "-m", "amends", "import", str(path)]
                subprocess.run(imported, env=environment, cwd=ROOT, check=True)  # noqa: S603
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def wait_for(server: subprocess.Popen[bytes]) -> None:
    """Wait until the demo says that it runs."""
    assert server.stderr  # noqa: S101
    said, end = b"", time.monotonic() + PATIENCE_SECONDS
    while READY not in said:
        ready, _, _ = select.select([server.stderr], [], [], max(0.0, end - time.monotonic()))
        heard = os.read(server.stderr.fileno(), 65536) if ready else b""
        if not heard:
            sys.exit(f"the demo did not start:\n{said.decode()}")
        said += heard


def sign_in(browser: Browser, address: str) -> StorageState:
    """Sign in as the administrator and return what the browser keeps of it."""
    page = browser.new_page(base_url=address)
    page.goto("/sign-in")
    page.fill("#email", "admin@clearbay.example")
    page.fill("#password", "put-it-right")
    page.press("#password", "Enter")
    page.wait_for_url(re.compile(r"/(?!sign-in)\w"))
    kept = page.context.storage_state()
    page.context.close()
    return kept


def photograph(visit: Visit, paths: dict[str, str], light: Light) -> set[str]:
    """Take every page in one light, and return the names of those this version has."""
    stranger, colleague = (device(visit, light, is_colleague=is_inside) for is_inside in (False, True))
    taken = set()
    for name, path in paths.items():
        page = stranger if name in STRANGERS else colleague
        answer = page.goto(path)
        if name in LOST or (answer and answer.ok):
            page.wait_for_timeout(SETTLING_MS)
            page.screenshot(path=INTO / f"{name}-{light}.png")
            taken.add(name)
    for page in (stranger, colleague):
        page.context.close()
    print(light, len(taken), flush=True)
    return taken


def device(visit: Visit, light: Light, *, is_colleague: bool) -> Page:
    """Return a page on a fresh device that looks and speaks as asked, signed in if it is to be."""
    context = visit.browser.new_context(
        base_url=visit.address,
        viewport={"width": light.width, "height": HEIGHTS[light.width]},
        locale={"zh": "zh-CN", "en": "en-GB"}[light.language],
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        has_touch=light.width == min(HEIGHTS),
        storage_state=visit.signed_in if is_colleague else None,
    )
    language = {"zh": "zh-hans", "en": "en"}[light.language]
    look = f"{light.theme}.system"
    kept = {"amends_language": language, "amends_look": look, "amends_look_now": look}
    context.add_cookies([{"name": key, "value": value, "url": visit.address} for key, value in kept.items()])
    return context.new_page()


def find_links(visit: Visit) -> dict[str, str]:
    """Return the address of every page in LINKS; one that has no link here is looked for nowhere."""
    page = device(visit, Light(1440, "en", "light"), is_colleague=True)
    found: dict[str, str] = {}
    for name, (where, begins) in LINKS.items():
        page.goto(where.format(**found))
        link = page.locator(f"a[href*='{begins.format(**found)}']")
        hrefs = [one.get_attribute("href") or "" for one in link.all()]
        found[name] = next((href for href in hrefs if not href.endswith("/new")), NOWHERE)
    page.context.close()
    return found


def make_sheet(browser: Browser, names: list[str], lights: list[Light]) -> None:
    """Write the page that shows all pictures, a row for each page, and take a picture of it."""
    rows = "".join(
        f"<h2>{html.escape(name)}</h2><div>"
        + "".join(f'<figure><img src="{name}-{one}.png"><figcaption>{one}</figcaption></figure>' for one in lights)
        + "</div>"
        for name in names
    )
    style = (
        "body{font:13px/20px system-ui;margin:0;padding:24px;width:max-content}"
        "div{display:flex;gap:10px;align-items:start}"
        "figure{margin:0}img{height:210px;display:block;outline:1px solid silver}h2{font-size:14px;margin:22px 0 6px}"
    )
    sheet = f"<!doctype html><meta charset=utf-8><title>Amends</title><style>{style}</style>{rows}"
    (INTO / "index.html").write_text(sheet, "utf-8")
    page = browser.new_page(viewport={"width": 2900, "height": 1000})
    page.goto((INTO / "index.html").as_uri())
    page.wait_for_load_state("networkidle")
    page.locator("body").screenshot(path=INTO / "contact.png")
    page.close()


if __name__ == "__main__":
    sys.exit(main())

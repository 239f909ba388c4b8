"""What a first visit costs: the page and everything it asks for, as it goes over the wire."""

import gzip
import re
from urllib.parse import urljoin

import pytest
from django.utils import timezone

from tests.builders import build_case, build_house
from tests.web.browsing import browser_of, page_of, stranger, track_of

MOST_BYTES = 150_000
LINKED = re.compile(r"""<(?:link|script|img|use)\b[^>]*?(?:href|src)=["']([^"'#]+)""")
INSIDE = re.compile(r"""url\(["']?([^)"'#]+)""")
TAKES = {"accept-encoding": "gzip, br"}

pytestmark = pytest.mark.django_db


def fetched(client, address):
    """The bytes of an asset on the wire, and the addresses it names itself."""
    answer = client.get(address, headers=TAKES)
    assert answer.status_code == 200, address
    size = len(b"".join(answer.streaming_content))
    if not address.endswith(".css"):
        return size, set()
    text = b"".join(client.get(address).streaming_content).decode()
    return size, {urljoin(address, name) for name in INSIDE.findall(text) if not name.startswith("data:")}


def first_load(client, path):
    """The bytes of a first visit; a page itself is compressed by the proxy, as gzip does it."""
    page = client.get(path).content
    total, seen = len(gzip.compress(page)), set()
    waiting = {name for name in LINKED.findall(page.decode()) if name.startswith("/static/")}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        size, named = fetched(client, address)
        total, waiting = total + size, waiting | (named - seen)
    return total


@pytest.mark.parametrize(
    "name", ["tell us", "track", "queue", "case", "quick action", "today", "notifications", "times"]
)
def test_a_first_visit_is_light(name, capsys):
    house = build_house()
    case = build_case(now=timezone.now())
    client = stranger() if name in {"tell us", "track"} else browser_of(house.administrator)
    path = {
        "tell us": "/",
        "track": track_of(case),
        "queue": "/queue?view=all",
        "case": page_of(case),
        "quick action": "/quick",
        "today": "/today",
        "notifications": "/notifications",
        "times": "/times",
    }[name]

    size = first_load(client, path)

    with capsys.disabled():
        print(f"\n  first load of {name}: {size / 1000:.1f} kB of {MOST_BYTES // 1000} kB")
    assert size <= MOST_BYTES

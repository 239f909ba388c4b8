"""The fonts we carry: small, able to say every headline, and set in the weights each language has."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import amends.web
from tests.house.tree import ROOT

STATIC = Path(amends.web.__file__).parent / "static"
OWN_STYLES = sorted(STATIC.glob("*.css"))


@pytest.mark.parametrize(("folder", "most_bytes"), [("inter", 32_000), ("amends-serif", 45_000)])
def test_a_font_is_small_and_brings_its_licence(folder, most_bytes):
    (font,) = STATIC.glob(f"vendor/{folder}-*/*.woff2")

    assert font.stat().st_size <= most_bytes
    assert "SIL Open Font License" in (font.parent / "LICENSE").read_text(encoding="utf-8")


def test_the_headlines_font_has_every_letter_of_every_headline():
    done = subprocess.run(
        [sys.executable, "tools/fonts.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"run `python tools/vendor.py amends-serif`:\n{done.stdout}{done.stderr}"


def test_headlines_are_found_in_pages_and_in_code():
    done = subprocess.run([sys.executable, "tools/fonts.py"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert {"出了什么事？", "我们正在处理", "这里什么都没有"} <= set(done.stdout.splitlines())


def test_bold_is_a_weight_the_language_has():
    """Chinese fonts have 400, 500 and 700. Only the headlines' font is always 600: it is a font of one weight."""
    written = [
        f"{path.name}: {line.strip()[:80]}"
        for path in OWN_STYLES
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"font(?:-weight)?: *600", line) and "serif" not in line.lower()
    ]

    assert not written, "write font-weight: var(--bold):\n" + "\n".join(written)


def test_nothing_is_slanted_justified_or_in_capitals():
    forbidden = re.compile(r"font-style: *(?:italic|oblique)|text-align: *justify|text-transform: *uppercase")

    assert [path.name for path in OWN_STYLES if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_every_font_a_style_sheet_names_is_there():
    for path in OWN_STYLES:
        for address in re.findall(r'url\("([^"]+)"\)', path.read_text(encoding="utf-8")):
            assert (STATIC / address).exists(), f"{path.name} names {address}"

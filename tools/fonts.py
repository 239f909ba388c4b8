"""
Cuts fonts to the letters our pages set in them, and finds which letters those are.

    python tools/fonts.py             print every headline, zh and en
    python tools/fonts.py --check     name the letters of headlines that the cut font lacks

A headline is a fixed string of the catalogue: what stands in a template inside an element with the class `headline`,
what a function called `headline` returns, and the title given to `problem(…)`. `tools/vendor.py` makes the cuts.
"""

from __future__ import annotations

import argparse
import ast
import gettext
import io
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "amends" / "web"
CATALOGUE = ROOT / "src" / "amends" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
BASIC_LATIN = string.ascii_letters + string.digits + string.punctuation + " "
HEADLINE = re.compile(r'class="headline(?! headline-any)[^"{]*"[^>]*>(.*?)</(?:h1|h2|p|span)>', re.DOTALL)
MARKED = re.compile(r"""\{% translate (?:"([^"]+)"|'([^']+)')|\{% blocktranslate[^%]*%\}(.*?)\{% endblock""", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\{[^}]*\}\}|%\w")


def main() -> int:
    """Print or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        print("\n".join(headlines()))
        return 0
    missing = {line: lost for line in headlines() if (lost := set(line) - letters_of(headline_font()))}
    for line, lost in missing.items():
        print(f"{line}: {''.join(sorted(lost))}")
    return 1 if missing else 0


def headlines() -> list[str]:
    """Return the headlines in both languages, without what is filled in."""
    with CATALOGUE.open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    english = sorted({*_in_templates(), *_in_code()})
    return [PLACEHOLDER.sub("", line) for source in english for line in (source, chinese.gettext(source))]


def _in_templates() -> Iterator[str]:
    for path in (WEB / "templates").rglob("*.html"):
        for inside in HEADLINE.findall(path.read_text("utf-8")):
            for found in MARKED.findall(inside):
                yield re.sub(r"\{\{ ?(\w+) ?\}\}", r"%(\1)s", "".join(found))


def _in_code() -> Iterator[str]:
    for path in WEB.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "headline":
                yield from _marked(node)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "problem":
                yield from (text for given in node.args[2:3] for text in _marked(given))


def _marked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        is_marker = isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "gettext", "gettext_lazy"}
        if is_marker and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
            yield node.args[0].value  # type: ignore[attr-defined]


def headline_font() -> Path:
    """Return the cut font of the headlines."""
    return next((WEB / "static" / "vendor").glob("amends-serif-*/*.woff2"))


def letters_of(path: Path) -> set[str]:
    """Return the letters a font has; a space it need not draw counts too."""
    return {chr(number) for number in TTFont(path).getBestCmap()} | {" ", "\n"}


def cut(font: bytes, wanted: dict[str, Any]) -> bytes:
    """
    Return a font with Basic Latin and the letters ``wanted`` only, as woff2, under a name of its own.

    wanted   letters: further letters; headlines: whether those of our headlines are kept; weights: the least and the
             greatest of a variable font; features: what a style sheet may ask of it; family: its name
    """
    opened = TTFont(io.BytesIO(font), recalcTimestamp=False)
    options = Options(hinting=False, layout_features=wanted["features"], drop_tables=["BASE", "STAT", "vhea", "vmtx"])
    options.notdef_outline = True
    cutter = Subsetter(options)
    cutter.populate(text=BASIC_LATIN + wanted["letters"] + ("".join(headlines()) if wanted["headlines"] else ""))
    cutter.subset(opened)
    if "weights" in wanted:
        opened = instantiateVariableFont(opened, {"wght": tuple(wanted["weights"])})
    # The names of the originals are reserved for the originals.
    for number in (1, 4, 6, 16):
        opened["name"].setName(wanted["family"], number, 3, 1, 0x409)
    opened.flavor = "woff2"
    written = io.BytesIO()
    opened.save(written)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())

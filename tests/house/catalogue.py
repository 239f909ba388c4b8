"""What is marked for translation, and what the zh-Hans catalogue answers. Needs no gettext on the machine."""

import ast
import gettext
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

from tests.house.tree import PACKAGE, sources

CATALOGUE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# Name of the marking function: how many texts it takes, and whether a context comes first.
MARKERS = {
    "_": (1, False),
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (1, True),
    "pgettext_lazy": (1, True),
    "npgettext": (2, True),
    "npgettext_lazy": (2, True),
}
LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
MARKED_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?")


@dataclass
class Entry:
    """One message of a .po file."""

    context: str = ""
    source: str = ""
    plural: str = ""
    answers: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """As gettext keys it: the context, EOT, the text."""
        return f"{self.context}\x04{self.source}" if self.context else self.source


def marked() -> dict[str, str]:
    """Key of every marked text, with one place where it stands."""
    found = {key: source.name for source in sources() for key in marked_in_code(source.tree)}
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            for key in marked_in_template(path):
                found[key] = str(path.relative_to(PACKAGE))
    return found


def marked_in_code(tree: ast.AST) -> set[str]:
    keys: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (marker := MARKERS.get(called(node))):
            _, has_context = marker
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(texts) > has_context:
                keys.add("\x04".join(texts[: 1 + has_context]))
    return keys


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def marked_in_template(path: Path) -> set[str]:
    python = templatize(path.read_text(encoding="utf-8"))
    keys: set[str] = set()
    for name, first, second in MARKED_IN_TEMPLATE.findall(python):
        texts = [ast.literal_eval(text) for text in (first, second) if text]
        keys.add("\x04".join(texts[: 1 + name.endswith("pgettext")]))
    return keys


def read_po(path: Path = CATALOGUE) -> dict[str, Entry]:
    """Every live entry of a .po file by its key; the header is left out."""
    entries: dict[str, Entry] = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry = read_entry(block)
        if entry.source:
            entries[entry.key] = entry
    return entries


def read_entry(block: str) -> Entry:
    entry, current = Entry(), ""
    texts: dict[str, str] = {}
    for line in block.splitlines():
        if line.startswith("#,"):
            entry.fuzzy = "fuzzy" in line
        elif match := re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(".*")$', line):
            current, texts[match[1]] = match[1], ast.literal_eval(match[2])
        elif line.startswith('"') and current:
            texts[current] += ast.literal_eval(line)
    entry.context, entry.source = texts.get("msgctxt", ""), texts.get("msgid", "")
    entry.plural = texts.get("msgid_plural", "")
    for name, text in texts.items():
        if name.startswith("msgstr"):
            entry.answers[int(name[7:-1] or 0) if "[" in name else 0] = text
    return entry


def read_mo(path: Path) -> dict[str, dict[int, str]]:
    """What the compiled file answers, by key and plural form; the header is left out."""
    with path.open("rb") as file:
        # The typeshed keeps this name private; there is no public way to list a catalogue.
        compiled = gettext.GNUTranslations(file)._catalog
    answers: dict[str, dict[int, str]] = {}
    for key, text in compiled.items():
        name, form = key if isinstance(key, tuple) else (key, 0)
        if name:
            answers.setdefault(name, {})[form] = text
    return answers

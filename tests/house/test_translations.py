"""Every word a person sees exists in Chinese too."""

import re

from tests.house.catalogue import CATALOGUE, marked, read_mo, read_po
from tests.house.tree import none_of

HOW = "run `make messages`, write the Chinese natively, run it again"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def test_every_marked_text_has_its_chinese():
    entries, texts = read_po(), marked()

    missing = sorted(f"{texts[key]}: {key!r}" for key in texts.keys() - entries.keys())

    assert texts, "found nothing to translate: the marking functions have changed their names"
    none_of(missing, HOW)


def test_no_chinese_is_empty_or_a_guess():
    texts = marked()
    live = [entry for key, entry in read_po().items() if key in texts]

    poor = [entry.source for entry in live if entry.fuzzy or not entry.answers or not all(entry.answers.values())]

    none_of(poor, HOW)


def test_no_placeholder_is_lost_on_the_way():
    lost = [
        entry.source
        for entry in read_po().values()
        for answer in entry.answers.values()
        if answer and set(PLACEHOLDER.findall(answer)) - set(PLACEHOLDER.findall(entry.source + entry.plural))
    ]

    none_of(lost, "a placeholder in the Chinese has no value to fill it")


def test_the_compiled_catalogue_is_the_written_one():
    written = {
        key: entry.answers for key, entry in read_po().items() if not entry.fuzzy and all(entry.answers.values())
    }

    compiled = read_mo(CATALOGUE.with_suffix(".mo"))

    none_of(list(written.keys() ^ compiled.keys()), HOW)
    none_of([key for key in written if written[key] != compiled[key]], HOW)

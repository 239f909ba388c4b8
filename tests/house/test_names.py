"""One word per thing: what the code calls it stands in the glossary."""

import re

from django.apps import apps

from amends.rules import lifecycle
from tests.house.tree import ROOT, none_of

GLOSSARY = ROOT / "docs" / "glossary.md"


def words() -> set[str]:
    return set(re.findall(r"`([^`]+)`", GLOSSARY.read_text(encoding="utf-8")))


def test_every_model_is_in_the_glossary():
    models = {model.__name__ for model in apps.get_app_config("amends").get_models()}

    none_of(list(models - words()), "give the word a row in docs/glossary.md, zh and en")


def test_every_state_of_a_case_is_in_the_glossary():
    states = {str(state.value) for state in lifecycle.State}

    none_of(list(states - words()), "give the state a row in docs/glossary.md, zh and en")

"""The facts a law asks for, as fields of a form and back: sums as people write them, yes and no, times on the spot."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from amends.rules.facts import REQUIRED, TYPE_WORDS, Fact
from amends.rules.money import Money, plain, read_minor, spelled
from amends.rules.refusals import Faults, Invalid
from amends.rules.rights.packs import Pack

LONGEST = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: a fact of a law. ``options`` is empty for a field one types into."""

    name: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]
    empty: str
    is_required: bool
    unit: str


@dataclass(frozen=True, slots=True)
class Form:
    """A law with the fields of its facts; open once one of them was filled in."""

    pack: Pack
    name: str
    fields: tuple[Asked, ...]
    is_open: bool


def form_of(pack: Pack, given: Mapping[str, str], *, known: Collection[str] = ()) -> Form:
    """Return the form of a law; facts in ``known`` are known elsewhere and not asked for."""
    fields = tuple(_asked(pack, fact) for fact in pack.facts.values() if fact.name not in known)
    return Form(pack, said_of(pack), fields, any(given.get(field.name, "").strip() for field in fields))


def field_name(pack: Pack, fact: str) -> str:
    """Return what the field of a fact is called: what a refusal of that fact names too."""
    return f"{pack.key}.{fact}"


def said_of(thing: Any) -> str:
    """Return what a pack, a rule or a fact is called in the language of the page."""
    return str(thing.zh if is_chinese() else thing.en)


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def told_in(
    given: Mapping[str, str], packs: Iterable[Pack], *, known: Callable[[Pack], Collection[str]] = lambda _pack: ()
) -> dict[str, Any]:
    """
    Return what a form tells each law, by pack; one of which nothing was told is not asked, and stands not in it.

    Raises Invalid for every fact that is odd or missing, each naming its field.
    """
    told: dict[str, Any] = {}
    faults = Faults()
    for pack in packs:
        texts = {name: given.get(field_name(pack, name), "").strip()[:LONGEST] for name in pack.facts}
        if not any(texts.values()):
            continue
        told[pack.key] = {}
        for name, fact in pack.facts.items():
            with faults:
                if texts[name]:
                    told[pack.key][name] = _read(pack, fact, texts[name])
                elif fact.default is REQUIRED and name not in known(pack):
                    raise Invalid(_("The law needs this to say what is owed."), field=field_name(pack, name))
    faults.refuse()
    return told


def _asked(pack: Pack, fact: Fact) -> Asked:
    label = said_of(fact)
    label = label[0].upper() + label[1:]
    options: tuple[tuple[str, str], ...] = ()
    if fact.kind == "flag":
        options = (("yes", pgettext("a fact", "Yes")), ("no", pgettext("a fact", "No")))
    elif fact.kind == "choice":
        options = tuple((one, one) for one in fact.options)
    unit = pack.currency if fact.kind == "money" else ""
    return Asked(field_name(pack, fact.name), label, fact.kind, options, _untold(fact), fact.default is REQUIRED, unit)


def _untold(fact: Fact) -> str:
    """Return what an empty field counts as."""
    if fact.default is REQUIRED or fact.kind == "instant":
        return ""
    if fact.kind == "flag":
        return _("not said: yes") if fact.default else _("not said: no")
    if fact.kind == "choice":
        return _("not said: %(value)s") % {"value": fact.default}
    return str(fact.default)


def _read(pack: Pack, fact: Fact, text: str) -> Any:
    field = field_name(pack, fact.name)
    if fact.kind == "money":
        return read_minor(text, pack.currency, field=field)
    if fact.kind == "instant":
        return _instant(text, field)
    if fact.kind in {"number", "count"}:
        return _number(fact, text, field)
    return text == "yes" if fact.kind == "flag" else text


def _number(fact: Fact, text: str, field: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1
    if number < 0 or (fact.kind == "count" and number != int(number)):
        raise Invalid(TYPE_WORDS[fact.kind], field=field, params={"fact": said_of(fact)})
    return int(number) if number == int(number) else number


def _instant(text: str, field: str) -> str:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(_("Write a day and a time."), field=field) from None
    return (told if told.tzinfo else told.replace(tzinfo=get_current_timezone())).isoformat()


def given_of(pack: Pack, told: Mapping[str, Any]) -> dict[str, str]:
    """Return facts as the fields of a form that were told so, by the names of the fields."""
    return {
        field_name(pack, name): _typed(pack, pack.facts[name], value)
        for name, value in told.items()
        if value is not None and name in pack.facts
    }


def _typed(pack: Pack, fact: Fact, value: Any) -> str:
    if fact.kind == "flag":
        return "yes" if value else "no"
    if fact.kind == "instant":
        at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return at.astimezone(get_current_timezone()).replace(tzinfo=None).isoformat(timespec="minutes")
    return plain(Money(value, pack.currency)) if fact.kind == "money" else str(value)


def value_words(pack: Pack, fact: Fact | None, value: Any) -> str:
    """Return the value of a fact as a person reads it."""
    if isinstance(value, bool):
        return pgettext("a fact", "Yes") if value else pgettext("a fact", "No")
    if isinstance(value, datetime):
        return value.astimezone(get_current_timezone()).isoformat(" ", "minutes")
    if fact is not None and fact.kind == "money" and isinstance(value, int):
        return spelled(Money(value, pack.currency), is_chinese=is_chinese())
    return "–" if value is None else str(value)

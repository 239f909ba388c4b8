"""The facts an offer is sized by, from a form: fields bear the names the rules know, amounts as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from amends.models import Offer
from amends.rules.money import read_minor, spelled
from amends.rules.refusals import Invalid
from amends.rules.remedies.catalogue import LOSSES, remedies
from amends.rules.remedies.distress_ladder import BANDS, Band, has_ladder, span
from amends.services.directory import directory

CURRENCIES = ("CNY", "EUR", "GBP", "USD", "JPY", "HKD")
AMOUNTS = (
    "price_minor", "receipts_minor", "hour_minor", "legal_floor_minor", "promised_minor", "customer_value_minor",
    "total_minor",
)  # fmt: skip
# Where a house keeps its clocks it mostly keeps its books; the longer name goes first.
CURRENCY_AT = {
    "Asia/Shanghai": "CNY", "Asia/Urumqi": "CNY", "Asia/Hong_Kong": "HKD", "Asia/Tokyo": "JPY",
    "Europe/London": "GBP", "Europe/": "EUR", "America/": "USD",
}  # fmt: skip
MOST_HOURS = 10_000
NAMES = frozenset({*AMOUNTS, "undelivered_share", "hours", "kept_service", "lost", "wanted", "distress", "currency"})


def facts_in(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the facts a form names, as ``rules.remedies.assessing`` reads them; raise Invalid for an odd one."""
    currency = given.get("currency", "")
    if currency not in CURRENCIES:
        raise Invalid(_("Choose a currency."), field="currency")
    facts: dict[str, Any] = {"currency": currency, "kept_service": given.get("kept_service") == "yes"}
    for name in AMOUNTS:
        if text := given.get(name, "").strip():
            facts[name] = read_minor(text, currency, field=name)
    facts |= {name: given[name] for name in ("lost", "wanted", "distress") if given.get(name)}
    if share := _number(given, "undelivered_share", most=100):
        facts["undelivered_share"] = share / 100
    if hours := _number(given, "hours", most=MOST_HOURS):
        facts["hours"] = hours
    return facts


def _number(given: Mapping[str, str], name: str, *, most: int) -> float:
    text = given.get(name, "").strip().rstrip("%")
    try:
        number = float(text or 0)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise Invalid(_("Write a number between 0 and %(most)d."), field=name, params={"most": most})
    return number


def usual_currency() -> str:
    """Return the currency of the last offer in the house, else that of where it is."""
    last = Offer.objects.order_by("-pk").values_list("currency", flat=True).first()
    zone = directory().organisation.timezone
    return last or next((code for place, code in CURRENCY_AT.items() if zone.startswith(place)), CURRENCIES[0])


def loss_names() -> list[tuple[str, str]]:
    """Return what can be lost, in words."""
    names = {
        "money": pgettext("what was lost", "Money"),
        "goods": pgettext("what was lost", "A thing"),
        "service": pgettext("what was lost", "A service"),
        "attention": pgettext("what was lost", "Attention and respect"),
        "time": pgettext("what was lost", "Time"),
    }
    return [(key, names[key]) for key in LOSSES]


def distress_names(currency: str) -> list[tuple[str, str]]:
    """Return how hard a failure may have hit somebody, with what each band is worth; [] without a ladder."""
    if not has_ladder(currency):
        return []
    is_chinese = (get_language() or "").startswith("zh")
    names = {
        "small": pgettext("distress", "Small"),
        "some": pgettext("distress", "Some"),
        "considerable": pgettext("distress", "Considerable"),
        "substantial": pgettext("distress", "Substantial"),
        "severe": pgettext("distress", "Severe"),
        "extreme": pgettext("distress", "Extreme"),
    }

    def told(band: Band) -> str:
        least, most = span(band, currency)
        words = _("%(name)s: an apology, or below %(most)s") if not least.minor else _("%(name)s: from %(least)s")
        sums = {"least": spelled(least, is_chinese=is_chinese), "most": most and spelled(most, is_chinese=is_chinese)}
        return words % {"name": names[band.key], **sums}

    return [(band.key, told(band)) for band in BANDS.values()]


def remedy_names() -> list[tuple[str, str]]:
    """Return the remedies a customer may ask for."""
    is_chinese = (get_language() or "").startswith("zh")
    able = (one for one in remedies().values() if one.price_share is not None)
    return [(one.key, one.zh if is_chinese else one.en) for one in able]

"""Ask for special care of a customer until a day, or no longer."""

from __future__ import annotations

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from amends.models import Customer
from amends.rules.refusals import Invalid
from amends.services.care import flag_for_care, lift_care
from amends.web.visitors import StaffRequest


def change_care(request: StaffRequest, customer: Customer) -> str:
    """Do what the form of the customer's page says about care; return the word for it."""
    if request.POST["care"] == "lift":
        lift_care(customer=customer, by=request.actor, now=request.now)
        return "care-lifted"
    try:
        until_on = parse_date(request.POST.get("until_on", ""))
    except ValueError:
        until_on = None
    if until_on is None:
        raise Invalid(_("Until which day?"), field="until_on")
    flag_for_care(
        customer=customer, reason=request.POST.get("reason", ""), until_on=until_on, by=request.actor, now=request.now
    )
    return "care-flagged"

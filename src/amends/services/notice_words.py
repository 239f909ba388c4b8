"""What is said of each kind of notification, on the pages and in messages."""

from __future__ import annotations

from django.utils.translation import gettext as _


def sentences() -> dict[str, str]:
    """Return what is said of each kind."""
    return {
        "note.mentioned": _("%(by)s named you in a note"),
        "reply.held": _("Your reply was not sent at its time. Look again"),
        "transfer.asked": _("%(by)s asks you to take over"),
        "transfer.accepted": _("%(by)s took it over"),
        "transfer.declined": _("%(by)s declined; you still own it"),
        "customer.spoke": _("The customer said something more"),
        "customer.wants_person": _("The customer wants to talk to a person"),
        "customer.not_yet": _("The customer says: not yet"),
        "customer.restored": _("The customer says: solved"),
        "customer.chose": _("The customer has chosen. Now deliver it"),
        "customer.declined": _("The customer wants none of what you offered"),
        "approval.asked": _("%(by)s asks whether an offer may go out"),
        "approval.granted": _("%(by)s approved your offer, and it went out"),
        "approval.refused": _("%(by)s did not approve your offer, and says why"),
        "offer.declined_twice": _("A customer said no to two offers"),
        "promise.soon": _("A promise breaks within the hour"),
        "promise.half": _("Half the time of a promise is over"),
        "promise.near": _("A promise nears its end. Answer, or give a new date"),
        "promise.broken": _("A promise was broken"),
        "case.on_call": _("A case came in while you are on call"),
        "case.danger": _("Somebody may be in danger. Look at it now"),
        "case.flagged": _("Amends read something that goes before everything else"),
        "team.danger": _("Somebody may be in danger at a place you answer for. Look at it now"),
        "case.forgotten": _("Nobody has touched this case for too long"),
        "budget.half": _("Half of a goodwill budget is spent"),
        "budget.near": _("Four fifths of a goodwill budget are spent"),
        "budget.spent": _("A goodwill budget is spent. More goodwill needs approval"),
        "budget.early": _("Going on like this, a goodwill budget is spent before its period is over"),
        "team.forgotten": _("A case lies untouched, and its owner was told"),
        "team.broken": _("A promise was broken at a place you lead"),
        "team.escalated": _("A broken promise is still owed, half as long again"),
        "learning.drifted": _(
            "Suggested failure types are right less often than they were; this case was corrected last"
        ),
        "language_model.failing": _("The language model does not answer. Amends suggests failure types itself"),
        "language_model.stale": _("The language model is switched off: its contest no longer holds"),
        "watch.told": _("A watch saw what it waits for"),
        "warning.raised": _("More comes in than usual at a place you lead"),
        "topic.found": _("Several customers begin to say the same"),
    }

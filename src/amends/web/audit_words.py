"""What each verb of the history says in a line: who did it stands before, whom or what it was done to behind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

_ = gettext_lazy

WORDS = {
    "case.registered": _("registered a case"),
    "case.acknowledged": _("told the customer that we heard"),
    "case.triaged": _("judged the severity"),
    "case.started": _("took up the work"),
    "case.resolved": _("sent the final response"),
    "case.not_yet": _("said: not yet"),
    "case.closed": _("closed the case by the customer’s word"),
    "case.closed_silent": _("closed the case without the customer’s word"),
    "case.closed_out": _("ended the case and said why"),
    "case.reopened": _("opened the case again"),
    "case.imported": _("brought a case over from a list"),
    "case.asked_for_person": _("asked for a person"),
    "case.waits_live": _("said that the customer waits here"),
    "case.waits_no_more": _("said that the customer no longer waits here"),
    "case.linked": _("linked it with another case"),
    "case.unlinked": _("took the link with another case away"),
    "case.split": _("moved words about another matter to a new case"),
    "case.merged": _("made it part of another case"),
    "case.took_in": _("took another case in"),
    "case.unmerged": _("let it stand alone again"),
    "case.gave_back": _("gave the other case back"),
    "case.flagged": _("changed what to watch for"),
    "case.attributed": _("wrote down whose cause it was"),
    "case.failed_twice": _("noted a double deviation"),
    "playbook.chosen": _("chose a playbook"),
    "playbook.edited": _("changed a playbook"),
    "step.done": _("ticked a step"),
    "step.skipped": _("left a step out"),
    "step.reopened": _("took a step back"),
    "case.tagged": _("put a tag on"),
    "case.untagged": _("took a tag off"),
    "case.snoozed": _("let it rest"),
    "case.woken": _("woke it before its time"),
    "case.restricted": _("restricted who may see the case"),
    "case.opened_to": _("let a colleague see the restricted case"),
    "case.unrestricted": _("lifted the restriction"),
    "reply.held": _("held a reply back at its time"),
    "reply.scheduled": _("scheduled a reply"),
    "reply.taken_back": _("took a reply back"),
    "cases.exported": _("exported a list of cases"),
    "approval.asked": _("asked for approval of an offer"),
    "approval.granted": _("approved an offer"),
    "approval.refused": _("did not approve an offer"),
    "approval.raised": _("took an approval nobody gave to the level above"),
    "offer.sent": _("made the customer an offer"),
    "offer.accepted": _("chose one of the ways offered"),
    "offer.declined": _("declined what was offered"),
    "offer.withdrawn": _("took an offer back"),
    "offer.expired": _("an offer ran out"),
    "remedy.delivered": _("delivered a remedy"),
    "remedy.reversed": _("noted that a remedy came back"),
    "voucher.issued": _("issued a voucher"),
    "voucher.redeemed": _("redeemed a voucher"),
    "voucher.given_back": _("took a redemption back"),
    "voucher.lapsed": _("a voucher ran out"),
    "intake.heard": _("words were heard and kept"),
    "message.sent": _("sent words to the customer"),
    "note.written": _("wrote a note"),
    "transfer.asked": _("asked to take over"),
    "transfer.accepted": _("took the case over"),
    "transfer.declined": _("declined to take over"),
    "transfer.withdrawn": _("took the question back"),
    "transfer.undone": _("gave the case back at once"),
    "promise.made": _("promised a date"),
    "promise.at_risk": _("told the customer that a promise may not be kept"),
    "case.escalated": _("brought a broken promise before those above"),
    "promise.kept": _("kept a promise"),
    "promise.missed": _("a promise ran out"),
    "promise.made_good": _("made good on a promise, late"),
    "apology.given": _("apologised for a broken promise"),
    "apology.waived": _("waived an apology, with a reason"),
    "promise.withdrawn": _("withdrew a promise"),
    "promise.paused": _("let the clocks stand still"),
    "promise.resumed": _("let the clocks run on"),
    "policy.edited": _("changed a policy"),
    "calendar.edited": _("changed opening hours"),
    "customer.edited": _("changed a customer"),
    "customer.joined": _("joined two records of one customer"),
    "customer.parted": _("took two records of a customer apart"),
    "style.noted": _("noted how a customer complains"),
    "style.withdrawn": _("corrected how a customer complains"),
    "care.flagged": _("asked for special care of a customer"),
    "care.lifted": _("took a care flag away"),
    "preference.noted": _("noted a preference"),
    "preference.withdrawn": _("took a preference back"),
    "staff.added": _("added a colleague"),
    "staff.edited": _("changed a colleague or their roles"),
    "staff.away": _("planned an absence"),
    "staff.back": _("ended an absence"),
    "case.repeated": _("counted that the customer had to say it again"),
    "case.forgotten": _("reminded of a case nobody had touched"),
    "staff.skilled": _("wrote down whom new cases find"),
    "rota.planned": _("put a colleague on call"),
    "rota.ended": _("ended a time on call"),
    "staff.signed_in": pgettext_lazy("audit trail", "signed in"),
    "staff.signed_out": pgettext_lazy("audit trail", "signed out"),
    "staff.sign_in_failed": _("failed to sign in"),
    "staff.locked_out": _("was shut out after too many tries"),
    "staff.unlocked": _("let somebody try again"),
    "staff.password_set": _("set a password"),
    "staff.reset_link_made": _("made a link to a new password"),
    "staff.factor_added": _("added a second factor"),
    "staff.factor_removed": _("removed a second factor"),
    "site.added": _("added a place"),
    "site.edited": _("changed a place"),
    "taxonomy.edited": _("changed the failure types"),
    "taxonomy.merged": _("made one failure type of two"),
    "taxonomy.unmerged": _("made two failure types of one again"),
    "canned.edited": _("changed a canned reply"),
    "token.created": _("made a token"),
    "token.revoked": _("revoked a token"),
    "post.added": _("added a listening post"),
    "post.edited": _("changed a listening post"),
    "organisation.edited": _("changed the settings of the house"),
    "history.exported": _("exported the audit trail"),
    "import.finished": _("imported a list"),
    "demo.loaded": _("put the stories in"),
    "demo.removed": _("took the stories out"),
}

# What people look for by name; a verb may stand in several.
KINDS = {
    "sign-ins": (
        _("Sign-ins, failures and lock-outs"),
        ("staff.signed_in", "staff.signed_out", "staff.sign_in_failed", "staff.locked_out", "staff.unlocked"),
    ),
    "access": (
        _("Passwords, second factors and roles"),
        (
            "staff.added",
            "staff.edited",
            "staff.password_set",
            "staff.reset_link_made",
            "staff.factor_added",
            "staff.factor_removed",
        ),
    ),
    "tokens": (_("Tokens"), ("token.created", "token.revoked")),
    "exports": (_("Exports and imports"), ("cases.exported", "history.exported", "import.finished")),
    "house": (
        _("Settings of the house"),
        (
            "site.added",
            "site.edited",
            "taxonomy.edited",
            "taxonomy.merged",
            "taxonomy.unmerged",
            "canned.edited",
            "post.added",
            "post.edited",
            "organisation.edited",
        ),
    ),
}
ACTORS = {
    "staff": pgettext_lazy("audit trail", "Colleagues"),
    "customer": pgettext_lazy("audit trail", "Customers"),
    "token": pgettext_lazy("audit trail", "Programs"),
    "system": pgettext_lazy("audit trail", "Amends itself"),
}


def verbs_of(chosen: str) -> frozenset[str]:
    """Return the verbs a filter stands for: those of a kind, or the one verb it names; none for anything else."""
    if chosen in KINDS:
        return frozenset(KINDS[chosen][1])
    return frozenset({chosen} & WORDS.keys())


def choices() -> list[tuple[str, str]]:
    """Return what one may filter by: the kinds first, then each verb by its words."""
    verbs = sorted(
        ((verb, str(words)) for verb, words in WORDS.items()), key=lambda row: (row[0].split(".")[0], row[1])
    )
    return [*((key, str(name)) for key, (name, _verbs) in KINDS.items()), *verbs]

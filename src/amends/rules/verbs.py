"""Every verb the append-only history may contain. A verb is never renamed or taken away: old events still bear it."""

VERBS: frozenset[str] = frozenset(
    {
        "case.registered",  # a failure got its number, its owner and its first promise
        "case.acknowledged",  # the customer was told that we heard, what we understood and what comes next
        "case.triaged",  # severity set, safety check answered
        "case.sorted",  # which kind of failure it is was said, together with others in like words
        "case.unsorted",  # that was taken back
        "case.suggested",  # Amends suggests which kind of failure it is, or names the likeliest where it is not sure
        "case.started",  # the owner took up the work
        "case.resolved",  # we say it is put right; the customer has not spoken yet
        "case.not_yet",  # the customer says it is not put right yet
        "case.closed",  # closed by the customer's word, satisfied or not
        "case.closed_silent",  # closed after fourteen days without the customer's word
        "case.closed_out",  # withdrawn, duplicate, wrong company, no fault or abuse
        "case.reopened",  # a closed case came back
        "case.imported",  # brought over from another system's list
        "case.asked_for_person",  # the customer wants a person, not a machine
        "case.merged",  # it became part of another case of the same customer
        "case.took_in",  # another case became part of this one
        "case.unmerged",  # it stands alone again
        "case.gave_back",  # the other case stands alone again
        "case.tagged",  # a colleague put a tag on it
        "case.untagged",  # a colleague took a tag off it
        "case.snoozed",  # it rests out of sight until an instant; no promise moves
        "case.woken",  # it is back before that instant, by a colleague; the customer's word wakes it too
        "cases.exported",  # a colleague took a list of cases out of the house
        "case.escalated",  # a broken promise was brought before those who lead the place, or the level above
        "case.forgotten",  # nobody had touched it for too long and no clock ran; who was told
        "case.repeated",  # the customer had to say it again; why it counts
        "case.waits_live",  # the customer waits on the spot or on the line: news comes every few minutes
        "case.waits_no_more",  # they no longer do
        "case.linked",  # it has to do with another case; how, stands in the facts
        "case.unlinked",  # that was taken back
        "case.split",  # words about another matter went into a case of their own
        "case.restricted",  # only its owner, those named and administrators may read it
        "case.read",  # its words raised flags by themselves: which, and all it bears now
        "reading.asked",  # its words make danger likely that no rule names: the owner is asked, and nothing follows yet
        "reading.confirmed",  # a colleague says that what Amends read is so
        "reading.refuted",  # it is not so: that flag is taken off
        "case.stated",  # Amends read facts in its words: of which kinds; nothing changed by it
        "fact.taken",  # a fact that Amends read in the words was taken over: its kind, and the words it stands in
        "fact.refuted",  # it is not so, and is shown no more
        "case.flagged",  # its flags as they are now: what changes how it is handled
        "case.attributed",  # whose cause it was, whether it could be prevented, whether it will come again
        "style.noted",  # a sign of how the customer complains was written down, with the words that show it
        "style.withdrawn",  # it was wrong and says nothing any more
        "case.failed_twice",  # a double deviation, and why; dated at the instant it became one
        "playbook.chosen",  # the version of the playbook it follows from now on
        "playbook.edited",  # the house wrote a new version of a playbook, or went back to an old one
        "step.done",  # a colleague ticked a step of its playbook; the note says what shows it
        "step.skipped",  # a step was left out; the note says why
        "step.reopened",  # that was taken back
        "case.opened_to",  # one more may read a restricted case
        "case.unrestricted",  # everybody at its place may read it again
        "approval.asked",  # an offer beyond its maker's authority waits for who may give it
        "approval.granted",  # they said yes, and it went out
        "approval.refused",  # they said no, with the reason
        "approval.raised",  # half its time was over in silence: the level above was asked as well
        "offer.sent",  # the customer has the options
        "offer.accepted",  # the customer chose one
        "offer.declined",  # the customer wants none of them
        "offer.withdrawn",  # a colleague took it back before the customer chose
        "offer.expired",  # its last day went by without a choice; what is owed stays owed
        "remedy.given",  # a colleague gave it to a guest who stood there
        "remedy.delivered",  # one remedy reached the customer, with its proof
        "remedy.reversed",  # it came back from the bank or the till: it is owed again
        "budget.set",  # how much goodwill a place plans to give, from now on
        "budget.ended",  # it is bounded by authority alone again
        "payments.compared",  # a bank's or a provider's list was held against what we noted as paid
        "mismatch.reopened",  # that was taken back: it waits for somebody again
        "mismatch.left",  # what did not agree there is known, and stays as it is
        "voucher.issued",  # a remedy reached the customer as a code with a value
        "voucher.redeemed",  # a till took part of it, or all
        "voucher.given_back",  # that was taken back: the amount stands on the voucher again
        "voucher.lapsed",  # its last day was over with something left on it
        "intake.heard",  # words arrived at a listening post and are kept
        "message.sent",  # words went out to the customer
        "note.written",  # words for colleagues only
        "reply.scheduled",  # a reply waits for the instant its author chose
        "reply.taken_back",  # a scheduled reply was taken back before it went out
        "reply.held",  # a reply did not go out at its time; its author has to look again
        "transfer.asked",  # the owner asked a named colleague to take the case
        "transfer.accepted",  # the colleague took it and is the owner now
        "transfer.declined",  # the colleague did not; the owner stays
        "transfer.withdrawn",  # the owner took the request back
        "transfer.undone",  # who took it over at a press gave it back at once
        "promise.made",  # a dated commitment began to run
        "promise.at_risk",  # the customer was told, before its time ran out, that it may not be kept
        "promise.kept",  # done in time
        "promise.missed",  # its time ran out; dated at that instant
        "promise.made_good",  # done after all, and apologised for
        "apology.given",  # a message said sorry for what was missed
        "apology.waived",  # none is due, with the reason
        "promise.withdrawn",  # no longer needed, with the reason
        "promise.paused",  # its clock stands still: we wait for the customer
        "promise.resumed",  # it runs on, the date moved by as long as it stood still
        "law.assessed",  # what a law asks for in a case was found, and its dates promised
        "law.relaxed",  # a date set by law was put off or dropped, for a reason
        "notice.sent",  # what a law wants the customer told was sent
        "policy.edited",  # how long a kind of promise takes for which cases was written, changed or taken out of use
        "calendar.edited",  # when a place is open was written, changed or given up
        "customer.edited",  # name, language or identities changed
        "customer.joined",  # a record became part of another: both are one person
        "customer.parted",  # it stands alone again
        "care.flagged",  # colleagues are to take special care of a customer, until a day
        "care.lifted",  # that was taken away before its day
        "preference.noted",  # what a customer likes or avoids was written down
        "preference.withdrawn",  # it holds no longer
        "staff.added",  # a colleague joined
        "staff.edited",  # a colleague's details, roles or sites changed
        "staff.away",  # an absence was planned, and who stands in
        "staff.back",  # it ended early, or was called off
        "staff.skilled",  # which languages they speak with customers, what they know, whether new cases find them
        "certificate.recorded",  # somebody vouched for a colleague, from a day to a day
        "certificate.withdrawn",  # and no longer does
        "authority.granted",  # a colleague may give more than their role, while they are certified
        "authority.withdrawn",  # that ended
        "role_limit.set",  # what a role may give, from a day on, instead of what is shipped
        "token.limited",  # how much a program may give in a day
        "role_limit.withdrawn",  # that was taken back: the one before it holds, or what is shipped
        "goodwill.learnt",  # the house goes by curves of its own outcomes from now on
        "goodwill.unlearnt",  # it goes by the shipped ones again
        "learning.taken_up",  # failure types are suggested by a newer model, no worse than the one before
        "learning.left",  # a model was learnt, and was worse, or somebody went back lately
        "learning.drifted",  # what it suggests is right clearly less often than when it was learnt
        "learning.went_back",  # a colleague had the former suggest again
        "learning.returned",  # that was taken back
        "language_model.set",  # which language model outside the house may be asked; its host and name
        "language_model.forgotten",  # none may be asked any more
        "language_model.on",  # it suggests failure types, having won its contest
        "language_model.off",  # it no longer does
        "language_model.failed",  # it has not answered for so long that administrators were told
        "contest.begun",  # somebody agreed that masked words are sent there, to judge it beside the local model
        "contest.stopped",  # before its end: by whom, or why
        "contest.continued",  # it goes on
        "contest.finished",  # of how many texts, and whether the language model won
        "contest.overtaken",  # what was learnt here since is as good on the same texts: the result holds no more
        "fairness.reviewed",  # somebody looked at every point the audit of fairness had found
        "rota.planned",  # who is on call for a place, from when until when
        "rota.ended",  # they no longer are, or it was called off
        "staff.signed_in",  # a colleague proved who they are
        "staff.signed_out",  # they left, or ended a session elsewhere
        "staff.sign_in_failed",  # somebody did not prove it
        "staff.locked_out",  # too many failures: the door is shut for a while
        "staff.unlocked",  # an administrator opened it again
        "staff.password_set",  # a new password; every session before it ended
        "staff.reset_link_made",  # an administrator made a way to a new password
        "staff.factor_added",  # a second way to prove who one is
        "staff.factor_removed",  # one fewer
        "site.added",  # a place, brand or group was set up
        "site.edited",  # it was renamed, moved, given a responsible person or closed
        "taxonomy.edited",  # failure types were changed
        "taxonomy.merged",  # the cases of one kind of failure were given to another
        "taxonomy.split",  # several kinds of failure stand in the place of one
        "taxonomy.unsplit",  # that was taken back
        "taxonomy.unmerged",  # both kinds stand alone again, each with its cases
        "canned.edited",  # a canned reply everybody is offered was written, changed or taken out of use
        "token.created",  # a key for programs was issued
        "token.revoked",  # a key for programs was withdrawn
        "post.added",  # one more listening post
        "post.edited",  # it was renamed, moved, closed or opened again
        "history.exported",  # the audit trail was taken out of the house
        "organisation.edited",  # settings of the whole house changed
        "import.finished",  # a list was read to its end
        "warning.raised",  # more cases than expected at a place or of a kind
        "warning.moved",  # its cause shows clearly better at another level: it is about that now
        "warning.acknowledged",  # a colleague looks into it
        "warning.dismissed",  # a false alarm; the same has to be more surprising for a while
        "warning.taken_back",  # that, or the acknowledgement, was taken back
        "warning.over",  # it stood out no more
        "false_warnings.set",  # how many false warnings a year the whole house takes
        "watch.begun",  # a colleague said what they want to be told of
        "watch.changed",  # when or whom it tells
        "watch.paused",  # it tells nothing until it goes on
        "watch.resumed",  # it goes on
        "watch.ended",  # it tells nothing more
        "watch.taken_back",  # one of these was taken back
        "topic.found",  # several began to say what no failure type covers
        "topic.acknowledged",  # a colleague looks into it
        "topic.dismissed",  # it is no topic; the same cases are not found again for a while
        "topic.named",  # it became a failure type
        "topic.matched",  # there was a failure type for it already
        "topic.taken_back",  # one of these was taken back
        "topic.over",  # nobody said it any more
        "demo.loaded",  # the stories were put in
        "demo.removed",  # the stories were taken out
    }
)


def require_verb(verb: str) -> str:
    """Return ``verb`` if the history knows it; a ValueError otherwise, as only a typing mistake leads there."""
    if verb not in VERBS:
        raise ValueError(f"{verb!r} is not a verb of the history; add it to rules/verbs.py")
    return verb

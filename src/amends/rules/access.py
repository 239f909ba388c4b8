"""Who may do what: the whole matrix of roles, and what each scope of an API token opens. Nowhere else."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from amends.rules.refusals import Invalid, gettext_noop

# permission: the roles that have it
#                      F = front line, S = specialist, V = supervisor, Q = quality analyst, A = administrator
_MATRIX: Mapping[str, str] = MappingProxyType(
    {
        "intake.hear": "FSVQA",  # whoever hears a failure must be able to write it down
        "intake.read": "FSVQA",
        "case.read": "FSVQA",
        "case.note": "FSVQA",
        "case.tag": "FSVQA",
        "case.snooze": "FSV-A",
        "case.export": "-SVQA",  # takes a whole list out of the house
        "case.reply": "FSV-A",
        "case.triage": "FSV-A",
        "case.assign": "FSVQA",  # the first hearer owns the case, whatever the role, and must be able to hand it on
        "case.accept": "FSV-A",
        "case.resolve": "FSV-A",
        # How far each may go stands in rules/remedies/authority.py; these say as whom.
        "remedy.read": "FSVQA",
        "remedy.offer": "FSV-A",
        "remedy.as_specialist": "-SV-A",
        "remedy.as_supervisor": "--V-A",
        "remedy.as_executive": "----A",
        "voucher.redeem": "FSV-A",  # whoever stands at a till; the code itself is what gives the value
        "budget.read": "--VQA",  # how much goodwill a place planned, and how much of it is spent
        "budget.edit": "----A",
        "payment.reconcile": "--V-A",  # a bank's list beside what was noted as paid, of the whole house
        "case.close_out": "-SV-A",  # ends a case without the customer's word
        "case.merge": "-SV-A",  # one case of two, and back
        "case.link": "FSVQA",
        "case.restrict": "-SV-A",  # keep a case from all but its owner, those named and administrators
        "case.read_restricted": "----A",
        "canned.edit": "--V-A",  # replies everybody is offered; one's own need case.reply
        "law.relax": "--V-A",  # put off or drop a date that a law set
        "customer.read": "FSVQA",
        "customer.edit": "FSV-A",
        "customer.join": "-SV-A",  # two records of one person, and back
        "site.read": "FSVQA",
        "site.edit": "----A",
        "staff.read": "FSVQA",  # a hand-over names a colleague
        "staff.edit": "----A",
        "authority.edit": "----A",  # certificates, and who may give more than their role
        "absence.edit": "--V-A",  # of others; one's own needs no leave
        "routing.edit": "--V-A",  # whom new cases find, and who is on call
        "token.create": "----A",
        "taxonomy.edit": "---QA",
        "event.read": "--VQA",
        "import.run": "--V-A",
        "organisation.edit": "----A",
        "post.edit": "----A",
        "playbook.edit": "--V-A",  # which steps everybody follows
        "policy.edit": "--V-A",  # what the house promises for which cases, and when places are open
        "audit.read": "---QA",  # who did what in the whole house, sign-ins included
        "fairness.read": "--VQA",  # whether like failures are put right alike
        "fairness.review": "---QA",  # say of what was found there that it was looked at
        "times.read": "--VQA",  # how long customers wait, at each place
        "warning.read": "--VQA",  # where more comes in than should
        "warning.judge": "--VQA",  # somebody looks into it, or it was a false alarm
        "watch.edit": "--VQA",  # what else is to be told, and to whom
        "team.read": "--V-A",  # how much each colleague at a place has in hand
        "demo.manage": "----A",
    }
)
_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "front_line": "F",
        "specialist": "S",
        "supervisor": "V",
        "analyst": "Q",
        "administrator": "A",
    }
)

ROLES: tuple[str, ...] = tuple(_LETTERS)
PERMISSIONS: frozenset[str] = frozenset(_MATRIX)
PERMISSIONS_OF: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        role: frozenset(permission for permission, letters in _MATRIX.items() if letter in letters)
        for role, letter in _LETTERS.items()
    }
)

SCOPES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "intakes:write": frozenset({"intake.hear"}),
        "intakes:read": frozenset({"intake.read"}),
        "cases:read": frozenset({"case.read", "case.export", "times.read", "team.read", "fairness.read"}),
        "cases:write": frozenset(
            {
                "case.note",
                "case.tag",
                "case.snooze",
                "case.reply",
                "case.triage",
                "case.assign",
                "case.accept",
                "case.resolve",
                "case.close_out",
                "case.merge",
                "case.link",
                "case.restrict",
                "law.relax",
                "canned.edit",
            }
        ),
        "remedies:read": frozenset({"remedy.read"}),
        # Without one of these two a program gives no colleague a role that may do as much.
        "remedies:write": frozenset({"remedy.offer", "remedy.as_specialist", "remedy.as_supervisor"}),
        "vouchers:redeem": frozenset({"voucher.redeem"}),
        "policies:write": frozenset({"policy.edit", "playbook.edit", "absence.edit", "routing.edit"}),
        "customers:read": frozenset({"customer.read"}),
        "customers:write": frozenset({"customer.edit", "customer.join"}),
        "sites:read": frozenset({"site.read"}),
        "sites:write": frozenset({"site.edit"}),
        "staff:read": frozenset({"staff.read"}),
        "staff:write": frozenset({"staff.edit"}),
        "warnings:read": frozenset({"warning.read"}),
        "warnings:write": frozenset({"warning.judge"}),
        "events:read": frozenset({"event.read"}),
        "imports:write": frozenset({"import.run"}),
    }
)


def may(role: str, permission: str) -> bool:
    """
    Return whether ``role`` has ``permission``; a role nobody knows has none, a misspelt permission is a ValueError.

    Worked value: ``may("front_line", "case.reply")`` is true, ``may("analyst", "case.reply")`` is false.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"{permission!r} is not a permission; add it to rules/access.py")
    return permission in PERMISSIONS_OF.get(role, frozenset())


def roles_that_may(permission: str) -> tuple[str, ...]:
    """Return the roles that have ``permission``, the one with the least power first."""
    return tuple(role for role in ROLES if may(role, permission))


def permissions_of_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """
    Return what a token with these scopes may do; raises Invalid naming the field "scopes" for an unknown one.

    Worked value: {"cases:read", "events:read"} gives {"case.read", "case.export", "event.read"}.
    """
    scopes = tuple(scopes)
    if unknown := sorted(set(scopes) - SCOPES.keys()):
        message = gettext_noop("There is no scope called %(unknown)s.")
        raise Invalid(message, field="scopes", params={"unknown": ", ".join(unknown)})
    return frozenset().union(*(SCOPES[scope] for scope in scopes))

import pytest

from amends.rules.access import PERMISSIONS, PERMISSIONS_OF, ROLES, SCOPES, may, permissions_of_scopes
from amends.rules.refusals import Invalid

EVERYONE = {
    "remedy.read",
    "intake.hear",
    "intake.read",
    "case.read",
    "case.note",
    "case.link",
    "case.tag",
    "case.assign",
    "customer.read",
    "site.read",
    "staff.read",
}
FRONT_LINE = EVERYONE | {
    "case.reply",
    "case.snooze",
    "case.triage",
    "case.accept",
    "case.resolve",
    "customer.edit",
    "remedy.offer",
    "voucher.redeem",
}
SPECIALIST = FRONT_LINE | {
    "case.close_out",
    "case.export",
    "case.merge",
    "case.restrict",
    "customer.join",
    "remedy.as_specialist",
}
SUPERVISOR = SPECIALIST | {
    "budget.read",
    "absence.edit",
    "routing.edit",
    "law.relax",
    "canned.edit",
    "event.read",
    "fairness.read",
    "import.run",
    "payment.reconcile",
    "playbook.edit",
    "policy.edit",
    "remedy.as_supervisor",
    "team.read",
    "times.read",
    "warning.judge",
    "warning.read",
    "watch.edit",
}
ANALYST = EVERYONE | {
    "budget.read",
    "audit.read",
    "case.export",
    "event.read",
    "fairness.read",
    "fairness.review",
    "taxonomy.edit",
    "times.read",
    "warning.judge",
    "warning.read",
    "watch.edit",
}
ADMINISTRATOR = (
    SUPERVISOR
    | ANALYST
    | {
        "budget.edit",
        "case.read_restricted",
        "site.edit",
        "staff.edit",
        "authority.edit",
        "token.create",
        "organisation.edit",
        "post.edit",
        "demo.manage",
        "remedy.as_executive",
    }
)


def test_the_matrix():
    assert dict(PERMISSIONS_OF) == {
        "front_line": FRONT_LINE,
        "specialist": SPECIALIST,
        "supervisor": SUPERVISOR,
        "analyst": ANALYST,
        "administrator": ADMINISTRATOR,
    }
    assert (tuple(PERMISSIONS_OF), PERMISSIONS) == (ROLES, ADMINISTRATOR)


def test_may():
    assert [role for role in ROLES if may(role, "case.reply")] == [
        "front_line",
        "specialist",
        "supervisor",
        "administrator",
    ]


def test_a_role_nobody_knows_may_nothing():
    assert [permission for permission in PERMISSIONS if may("guest", permission)] == []


def test_a_misspelt_permission_is_a_mistake_and_not_a_no():
    with pytest.raises(ValueError, match=r"case\.raed"):
        may("administrator", "case.raed")


def test_scopes_give_known_permissions_and_none_twice():
    given = [permission for permissions in SCOPES.values() for permission in permissions]

    assert sorted(given) == sorted(set(given))
    # What concerns the whole house is not for programs.
    assert PERMISSIONS - set(given) == {
        "budget.read",
        "budget.edit",
        "token.create",
        "taxonomy.edit",
        "organisation.edit",
        "demo.manage",
        "case.read_restricted",
        "audit.read",
        "payment.reconcile",
        "post.edit",
        "remedy.as_executive",
        "authority.edit",
        "fairness.review",
        "watch.edit",
    }


def test_permissions_of_scopes():
    assert permissions_of_scopes(iter(["cases:read", "events:read"])) == {
        "case.read",
        "case.export",
        "event.read",
        "fairness.read",
        "team.read",
        "times.read",
    }
    assert permissions_of_scopes([]) == frozenset()


def test_an_unknown_scope_is_named():
    with pytest.raises(Invalid) as caught:
        permissions_of_scopes(["cases:read", "cases:all"])

    assert (caught.value.field, str(caught.value)) == ("scopes", "There is no scope called cases:all.")

"""Law 7. Limits hold for everyone: staff, API tokens and software agents."""

import pytest

from amends.models import Case, Customer, Intake, Site, Staff
from amends.rules import access
from amends.rules.hearing import Heard
from amends.rules.refusals import NotAllowed
from amends.rules.remedies.own_limits import OwnLimit
from amends.rules.remedies.reviewing import digest_of
from amends.rules.remedies.role_limits import RoleLimit
from amends.services import cases, closing, customers, sites, staff, taxonomy, tokens, transfers
from amends.services.approvals import decide_approval
from amends.services.certificates import record_certificate
from amends.services.demo import load_stories, remove_stories
from amends.services.fairness_reviews import review_fairness
from amends.services.goodwill import take_up_curves
from amends.services.granting import ask_for_certificates, grant_authority
from amends.services.listening import hear, hear_more
from amends.services.offers import make_offer
from amends.services.role_limits import set_role_limit
from tests.builders import HOUR, NOW, build_actor, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


def offer(scene, facts):
    by = scene.house.actor
    cases.reply_to_customer(case=scene.case, text="x", by=by, now=NOW)
    cases.triage_case(case=scene.case, severity=2, failure_type=None, is_safe=True, by=by, now=NOW)
    return make_offer(case=scene.case, facts={"currency": "CNY", **facts}, words="x", reason="x", by=scene.by, now=NOW)


# What can be done, and the one scope a program needs for it ("" where no scope is enough).
ACTS = {
    "hear": ("intakes:write", lambda x: hear(Heard(post="api", text="x", site_id=x.case.site_id), by=x.by, now=NOW)),
    "hear more": ("intakes:write", lambda x: hear_more(case=x.case, text="x", by=x.by, now=NOW)),
    "not yet": ("intakes:write", lambda x: closing.say_not_yet(case=x.case, by=x.by, now=NOW)),
    "person": ("intakes:write", lambda x: closing.ask_for_person(case=x.case, by=x.by, now=NOW)),
    "solved": ("", lambda x: closing.confirm_solved(case=x.case, by=x.by, now=NOW)),
    "reply": ("cases:write", lambda x: cases.reply_to_customer(case=x.case, text="x", by=x.by, now=NOW)),
    "note": ("cases:write", lambda x: cases.write_note(case=x.case, text="x", by=x.by, now=NOW)),
    "triage": (
        "cases:write",
        lambda x: cases.triage_case(case=x.case, severity=2, failure_type=None, is_safe=True, by=x.by, now=NOW),
    ),
    "promise": ("cases:write", lambda x: cases.promise_next_date(case=x.case, next_at=NOW + HOUR, by=x.by, now=NOW)),
    "resolve": (
        "cases:write",
        lambda x: cases.resolve_case(case=x.case, final_response="x", by=x.by, now=NOW, severity=2, is_safe=True),
    ),
    "end": (
        "cases:write",
        lambda x: cases.close_out(case=x.case, reason="withdrawn", explanation="x", by=x.by, now=NOW),
    ),
    "offer": ("remedies:write", lambda x: offer(x, {"price_minor": 1_000, "promised_minor": 500})),
    "ask": ("cases:write", lambda x: transfers.ask_transfer(case=x.case, to=x.lin, by=x.by, now=NOW)),
    "edit customer": (
        "customers:write",
        lambda x: customers.edit_customer(customer=x.case.customer, name="x", language="", by=x.by, now=NOW),
    ),
    "add identity": (
        "customers:write",
        lambda x: customers.add_identity(customer=x.case.customer, kind="phone", value="10086", by=x.by, now=NOW),
    ),
    "add site": (
        "sites:write",
        lambda x: sites.add_site(parent=x.case.site, kind="place", name="x", by=x.by, now=NOW),
    ),
    "add staff": (
        "staff:write",
        lambda x: staff.add_staff(
            email="x@example.com",
            name="x",
            given_name="x",
            password=None,
            memberships=[],
            language="en",
            by=x.by,
            now=NOW,
        ),
    ),
    "make token": ("", lambda x: tokens.create_token(name="x", scopes=["cases:read"], by=x.by, now=NOW)),
    "edit taxonomy": ("", lambda x: taxonomy.add_failure_type(parent=None, name_zh="x", name_en="x", by=x.by, now=NOW)),
    "certify": (
        "",
        lambda x: record_certificate(
            staff=x.lin, subject="x", granted_on=NOW.date(), expires_on=NOW.date(), by=x.by, now=NOW
        ),
    ),
    "give a limit": (
        "",
        lambda x: grant_authority(staff=x.lin, limit=OwnLimit("", "CNY", 100), by=x.by, now=NOW),
    ),
    "limit a role": (
        "",
        lambda x: set_role_limit(
            limit=RoleLimit("front_line", 0, OwnLimit("", "CNY", 100)), starts_on=NOW.date(), by=x.by, now=NOW
        ),
    ),
    "ask for certificates": ("", lambda x: ask_for_certificates(are_asked=True, by=x.by, now=NOW)),
    "take up curves": ("", lambda x: take_up_curves(by=x.by, now=NOW)),
    "review fairness": ("", lambda x: review_fairness(note="x", seen=digest_of([]), by=x.by, now=NOW)),
    "load stories": ("", lambda x: load_stories(by=x.by, now=NOW)),
    "remove stories": ("", lambda x: remove_stories(by=x.by, now=NOW)),
}


class Scene:
    """A case at the harbour, a colleague there, and whoever acts."""

    def __init__(self):
        self.house = build_house()
        self.lin = build_staff("specialist", self.house.harbour)
        self.case = build_case(site=self.house.harbour, identities=(("email", "wei@example.com"),))
        self.by = self.house.actor

    def program(self, scopes, site=None):
        token, _ = tokens.create_token(name="x", scopes=scopes, site=site, by=self.house.actor, now=NOW)
        return tokens.actor_of_token(token)


@pytest.fixture
def scene():
    return Scene()


@pytest.mark.parametrize("act", ACTS)
def test_a_program_without_the_scope_is_refused(scene, act):
    needed, do = ACTS[act]
    scene.by = scene.program(sorted(set(access.SCOPES) - {needed}))

    with pytest.raises(NotAllowed):
        do(scene)


@pytest.mark.parametrize("act", [act for act, (scope, _do) in ACTS.items() if scope])
def test_a_program_with_that_scope_alone_may(scene, act):
    needed, do = ACTS[act]
    scene.by = scene.program([needed])

    do(scene)


AT_A_PLACE = [
    act for act, (scope, _do) in ACTS.items() if scope and act not in {"edit customer", "add identity", "add staff"}
]


@pytest.mark.parametrize("act", AT_A_PLACE)
def test_a_program_or_colleague_of_another_place_is_refused(scene, act):
    _needed, do = ACTS[act]

    for by in (
        scene.program(sorted(access.SCOPES), scene.house.old_town),
        build_actor("administrator", scene.house.old_town),
    ):
        scene.by = by
        with pytest.raises(NotAllowed):
            do(scene)


@pytest.mark.parametrize("model", [Case, Customer, Intake, Site])
def test_what_lies_elsewhere_is_not_seen(scene, model):
    for by in (
        scene.program(sorted(access.SCOPES), scene.house.old_town),
        build_actor("administrator", scene.house.old_town),
        build_actor(None),
    ):
        seen = set(model.objects.visible_to(by).values_list("pk", flat=True))
        assert scene.case.pk not in seen or model is not Case
        assert model is Site or not seen
        assert scene.house.harbour.pk not in seen or model is not Site


def test_whoever_may_read_nothing_sees_nothing(scene):
    blind = scene.program(["intakes:write"])

    for model in (Case, Customer, Intake, Staff):
        assert not model.objects.visible_to(blind).exists()


def test_no_scope_reaches_beyond_its_own_permissions():
    granted = frozenset().union(*access.SCOPES.values())

    assert granted <= access.PERMISSIONS
    assert {"token.create", "organisation.edit", "demo.manage", "taxonomy.edit"}.isdisjoint(granted)


def test_what_exceeds_the_limit_of_a_program_becomes_an_approval_by_a_person(scene):
    scene.by = scene.program(["remedies:write"])

    made = offer(scene, {"price_minor": 100_000, "total_minor": 1_000_001})

    assert (made.offered_at, made.approval.needs) == (None, "executive")
    with pytest.raises(NotAllowed):
        decide_approval(offer=made, is_granted=True, answer="", by=scene.by, now=NOW)

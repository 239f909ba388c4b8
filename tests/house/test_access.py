"""
Who may open which page and do what there: every route, every role, one table in `access.txt`.

`in` is let in, `sign-in` is asked to sign in, `no` is refused, `lost` finds nothing there; `elsewhere` is a specialist
of another place. What a role may do in general is `amends.rules.access`; here is what comes of it at the door. Programs
come in by scopes: `tests/api/test_auth.py`. A page cannot be left out: every route is asked for, and so is whatever a
form on one of the pages sends to.
"""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from amends.gateways.files import FileStore
from amends.models import Artifact, Event, FailureType, ListeningPost, Logo, PaymentList, RoleGrant
from amends.rules.access import ROLES
from amends.rules.actors import SYSTEM
from amends.rules.policies import Conditions
from amends.rules.references import reference
from amends.rules.remedies.own_limits import OwnLimit
from amends.rules.remedies.role_limits import RoleLimit
from amends.services import directory, policies
from amends.services.absences import plan_absence
from amends.services.authority import day_of
from amends.services.budgets import set_budget
from amends.services.canned import Wording, add_canned_reply
from amends.services.certificates import record_certificate
from amends.services.granting import grant_authority
from amends.services.on_call import plan_on_call
from amends.services.redeeming import redeem_voucher
from amends.services.role_limits import set_role_limit
from amends.services.tokens import create_token
from tests.builders import build_case, build_house, build_staff
from tests.house.pages import plain, routes
from tests.house.tree import ROOT, none_of
from tests.services.test_vouchers import issued
from tests.surging import build_topic, build_warning, build_watch

TABLE = ROOT / "tests" / "house" / "access.txt"
WHO = ("nobody", *ROLES, "elsewhere")
IN_A_DAY = str(int((timezone.now() + timedelta(days=1)).timestamp()))
IN_TWO_DAYS = str(int((timezone.now() + timedelta(days=2)).timestamp()))
FORM = re.compile(r"""<form\b(?=[^>]*\bmethod=['"]post['"])(?:[^>]*?\baction=['"]([^'"?#]*))?""", re.IGNORECASE)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(16)
# What is sent to the addresses that act. Each would be refused for its content or do no more than the page is for.
FORMS = {
    "/": {"text": ""},
    "/t": {"reference": "AM-1", "secret": ""},
    "/start": {"key": ""},
    "/settings/away": {"cover": ""},
    "/fairness": {"note": ""},
    "/settings/authority": {},
    "/settings/goodwill": {},
    "/settings/authority/{}": {"act": "certify"},
    "/settings/authority/roles/{}": {"currency": ""},
    "/settings/routing": {"staff": ""},
    "/settings/routing/{}": {"languages": "tlh"},
    "/settings/me": {"timezone": "Nowhere"},
    "/settings/stories": {"language": ""},
    "/cases/new": {"text": ""},
    "/cases/{}/write": {"text": ""},
    "/cases/{}/draft": {"kind": "out", "text": "Dear"},
    "/cases/{}/advice": {"text": "Dear"},
    "/cases/{}/waiting/{}": {"answer": "take_back"},
    "/settings/replies": {"whose": "own", "name": ""},
    "/settings/replies/{}": {"name": ""},
    "/cases/{}/judge": {"severity": "2"},
    "/cases/{}/apology": {"promise": "", "reason": ""},
    "/cases/{}/remedy": {"price_minor": ""},
    "/cases/{}/law": {"kinds": ""},
    "/cases/{}/flags": {"flags": "minor"},
    "/cases/{}/reading": {"flags": ""},
    "/cases/{}/stated": {"not_so": "order 1"},
    "/cases/{}/kind": {"failure_type": ""},
    "/cases/{}/cause": {"locus": "firm"},
    "/cases/{}/steps": {"act": "done", "step": "apologise", "words": "By phone."},
    "/cases/{}/playbook": {"playbook": "ihg5"},
    "/cases/{}/date": {"next": IN_TWO_DAYS},
    "/cases/{}/hand-over": {"to": "0"},
    "/cases/{}/snooze": {"until": IN_A_DAY},
    "/cases/{}/tags": {"tag": "Wedding"},
    "/queue": {"act": "tag"},
    "/team": {"act": "assign"},
    "/approvals": {"offer": "0", "act": "grant"},
    "/hand-over": {"to": ""},
    "/today": {"case": "x", "answer": "accept"},
    "/queue/views": {"name": ""},
    "/cases/{}/transfer": {"answer": "accept"},
    "/cases/{}/merge": {"into": ""},
    "/customers/{}/join": {"into": ""},
    "/cases/{}/split": {"owner": ""},
    "/cases/{}/restrict": {"reason": ""},
    "/cases/{}/close-out": {"reason": "withdrawn", "explanation": "You asked us to."},
    "/quick/entries": {},
    "/customers/{}": {"act": "edit", "name": "Wang", "language": "en"},
    "/settings/security/confirm": {"current": ""},
    "/notifications": {},
    "/settings/organisation": {"prefix": "1"},
    "/settings/posts": {"key": ""},
    "/settings/playbooks": {},
    "/settings/playbooks/{}": {"name_en": ""},
    "/settings/policies/new": {"amount": "4", "unit": "h elapsed"},
    "/settings/policies/{}": {"amount": "4", "unit": "h elapsed"},
    "/settings/hours/{}": {"day0": "late"},
    "/settings/posts/{}": {"name_en": ""},
    "/settings/people": {"name": ""},
    "/settings/people/{}": {"name": ""},
    "/settings/sites": {"name": ""},
    "/settings/sites/{}": {"name": ""},
    "/settings/branding": {"name": ""},
    "/settings/failures": {"name_en": ""},
    "/settings/failures/{}": {"name_en": ""},
    "/settings/failures/{}/split": {},
    "/settings/failures/{}/parts": {},
    "/settings/tokens": {"name": ""},
    "/unsorted": {"case": ""},
    "/settings/learning": {},
    "/settings/language-model": {"address": ""},
    "/vouchers": {"code": "0000-0000-0000-5724"},
    "/reconciliation": {"act": "look"},
    "/budgets": {"amount": ""},
    "/settings/warnings": {"a_year": "4"},
    "/warnings/watches/new": {"site": ""},
    "/warnings/watches/{}": {"name": ""},
}
ACTS_ONLY = ("/write", "/judge", "/date", "{}/hand-over", "/transfer", "/close-out", "/revoke", "/remove", "/sign-out")
ACTS_ONLY += ("/over", "/repeated", "/withdraw")
ACTS_ONLY += ("/advice", "/reset-link", "/unlock", "/without-factors", "/sign-out")
ACTS_ONLY += ("/passkey", "/passkeys", "/ask", "/codes", "/sessions", "/sessions/{}")
ACTS_ONLY += ("/undo/{}", "/words", "/solved", "/not-yet", "/person", "/language", "/look")
ACTS_ONLY += ("/replying",)  # says it and shows nothing
ACTS_ONLY += ("/snooze", "/tags", "/queue/export", "/queue/views", "/forget")
ACTS_ONLY += ("/draft", "/replaced", "/waiting/{}")
ACTS_ONLY += ("/steps", "/playbook", "/flags", "/reading", "/stated", "/kind", "/cause")
ACTS_ONLY += ("/approval", "/take-back", "/deliveries/{}", "/came-back", "/accept", "/decline")
ACTS_ONLY += ("/law/notices", "/dates/{}")
ACTS_ONLY += ("/mismatches/{}", "/leave", "/budgets/{}/end", "/limit")
ACTS_ONLY += ("/acknowledge", "/dismiss", "/topics/{}/name", "/topics/{}/match")
ACTS_ONLY += ("/watches/{}/pause", "/watches/{}/end")
ACTS_ONLY += ("/resume", "/waits", "/link", "/unlink", "/unmerge", "/unrestrict", "/part")


def pages():
    found = {plain(route) for route in routes() if not route.startswith("/api/")}
    return sorted(found, key=lambda page: (page == "/sign-out", page))  # last: afterwards nobody is in


def asked():
    """Every page looked at, and every page that takes something given something."""
    looked_at = [("GET", page) for page in pages() if not page.endswith(ACTS_ONLY)]
    return looked_at + [("POST", page) for page in pages() if page in FORMS or page.endswith(ACTS_ONLY)]


@pytest.fixture
def door(db, settings, tmp_path):
    """The addresses with something behind each, and a browser for everybody."""
    now = timezone.now()
    house = build_house(now=now)
    settings.FILES_FOLDER = tmp_path
    picture = FileStore(tmp_path).store(name="tap.png", chunks=[PICTURE])
    phone = ("phone", "+8613800138000")
    case = build_case(now=now, site=house.harbour, identities=(phone,), files=(picture,))
    token, _secret = create_token(name="shop", scopes=["cases:read"], by=SYSTEM, now=now)
    wording = Wording(name="Heard", text_en="We have it.")
    canned = add_canned_reply(wording=wording, is_own=False, site=house.harbour, by=SYSTEM, now=now)
    terms = policies.Wording("resolve", "72h", "elapsed", Conditions())
    policy = policies.set_policy(policy=None, wording=terms, by=SYSTEM, now=now)
    day = timedelta(days=1)
    lin, wei = (build_staff("specialist", house.harbour) for _ in range(2))
    away = plan_absence(staff=lin, cover=wei, starts_at=now, ends_at=now + day, by=SYSTEM, now=now)
    redeemed = redeem_voucher(voucher=issued(house, now=now), amount_minor=1, by=SYSTEM, now=now).redemption
    compared = PaymentList.objects.create(
        file_name="bank.csv", fingerprint="ab", read=1, agreed=0, unread=0, compared_at=now
    )
    mismatch = compared.mismatches.create(kind="unknown", key="ab", proof="RENT 1", told_minor=1, currency="EUR")
    budget = set_budget(site=house.harbour, currency="CNY", period="month", amount_minor=1, by=house.actor, now=now)
    number = reference(case.pk, "AM")
    rota = plan_on_call(staff=wei, site=house.harbour, starts_at=now + day, ends_at=now + 2 * day, by=SYSTEM, now=now)
    sure = record_certificate(
        staff=wei, subject="Amends", granted_on=day_of(now), expires_on=day_of(now) + day, by=house.actor, now=now
    )
    rule = RoleLimit("specialist", 0, OwnLimit("", "CNY", 100))
    set_role_limit(limit=rule, starts_on=day_of(now), by=house.actor, now=now)
    grant = grant_authority(staff=wei, limit=OwnLimit("", "CNY", 100), by=house.actor, now=now)
    behind = {
        "/t/{}/{}": f"/t/{number}/{case.secret}",
        "/t/{}/{}/promises/{}": f"/t/{number}/{case.secret}/promises/{case.promises.get().pk}",
        "/cases/{}": f"/cases/{number}",
        "/cases/{}/promises/{}": f"/cases/{number}/promises/{case.promises.get().pk}",
        "/customers/{}": f"/customers/{case.customer_id}",
        "/undo/{}": "/undo/1",
        "/warnings/{}": f"/warnings/{build_warning(house.harbour, now=now).pk}",
        "/warnings/topics/{}": f"/warnings/topics/{build_topic(case, now=now).pk}",
        "/warnings/watches/{}": f"/warnings/watches/{build_watch(house.harbour, now=now).pk}",
        "/queue/views/{}": "/queue/views/1",
        "/files/{}": f"/files/{Artifact.objects.get().pk}",
        "/brand/{}.css": "/brand/7A3B2E.css",
        "/brand/{}.png": f"/brand/{Logo.objects.create(digest='ab', png=PICTURE).digest}.png",
        "/s/{}": f"/s/{house.harbour.pk}",
        "/settings/people/{}": f"/settings/people/{build_staff('specialist', house.harbour).pk}",
        "/settings/sites/{}": f"/settings/sites/{house.harbour.pk}",
        "/settings/failures/{}": f"/settings/failures/{FailureType.objects.exclude(parent=None).first().pk}",
        "/settings/posts/{}": f"/settings/posts/{ListeningPost.objects.first().pk}",
        "/settings/tokens/{}": f"/settings/tokens/{token.pk}",
        "/settings/replies/{}": f"/settings/replies/{canned.pk}",
        "/settings/playbooks/{}": "/settings/playbooks/merged",
        "/rights/{}": "/rights/eu261",
        "/settings/policies/{}": f"/settings/policies/{policy.policy}",
        "/settings/hours/{}": f"/settings/hours/{house.harbour.pk}",
        "/settings/away/{}": f"/settings/away/{away.pk}",
        "/vouchers/redemptions/{}": f"/vouchers/redemptions/{redeemed.pk}",
        "/settings/authority/{}": f"/settings/authority/{wei.pk}",
        "/settings/authority/certificates/{}": f"/settings/authority/certificates/{sure.pk}",
        "/settings/authority/limits/{}": f"/settings/authority/limits/{grant.pk}",
        "/settings/authority/roles/{}": "/settings/authority/roles/specialist",
        "/settings/authority/roles/limits/{}": f"/settings/authority/roles/limits/{RoleGrant.objects.get().pk}",
        "/budgets/{}": f"/budgets/{budget.pk}",
        "/reconciliation/lists/{}": f"/reconciliation/lists/{compared.pk}",
        "/reconciliation/mismatches/{}": f"/reconciliation/mismatches/{mismatch.pk}",
        "/settings/routing/{}": f"/settings/routing/{wei.pk}",
        "/settings/routing/rota/{}": f"/settings/routing/rota/{rota.pk}",
    }
    browsers = {who: Client(raise_request_exception=False) for who in WHO}
    for role in ROLES:
        browsers[role].force_login(build_staff(role))
    browsers["elsewhere"].force_login(build_staff("specialist", house.old_town))
    return behind, browsers


def test_the_door_opens_to_whom_the_table_says(door):
    behind, browsers = door
    found = {}
    for method, page in asked():
        address = address_of(page, behind)
        found[method, page] = [outcome(browsers[who], method, address, page) for who in WHO]

    told = read_table()

    none_of([f"{method} {page}" for method, page in found.keys() ^ told.keys()], f"give the page a row in {TABLE.name}")
    none_of(
        [f"{' '.join(key)}: {dict(zip(WHO, found[key], strict=True))}" for key in told if told[key] != found[key]],
        f"the door and {TABLE.name} differ; change the one that is wrong",
    )


def test_what_a_form_sends_to_has_a_row_of_its_own(door):
    behind, browsers = door
    told = read_table()
    unknown = set()
    for method, page in asked():
        if method == "GET" and page != "/live":
            address = address_of(page, behind)
            answer = browsers["nobody" if page.startswith("/sign-in") else "administrator"].get(address)
            content = answer.getvalue() if answer.streaming else answer.content
            shown = content.decode(errors="replace")
            targets = {plain(f"/{resolve(action or address).route}") for action in FORM.findall(shown)}
            unknown |= {f"POST {target} (on {page})" for target in targets if ("POST", target) not in told}

    none_of(sorted(unknown), f"give what the form sends to a row in {TABLE.name} and something to send in FORMS")


def address_of(page, behind):
    for pattern in sorted(behind, key=len, reverse=True):
        if page == pattern or page.startswith(f"{pattern}/"):
            return behind[pattern] + page.removeprefix(pattern).replace("{}", str(Artifact.objects.get().pk))
    return page


def outcome(browser, method, address, page):
    with transaction.atomic():
        before = Event.objects.count()
        answer = browser.generic(method, address) if method == "GET" else browser.post(address, FORMS.get(page, {}))
        if answer.streaming and page != "/live":  # that one has no end, and begins when it is read
            answer.getvalue()  # read to its end, or the file stays open
        is_changed = Event.objects.count() != before
        transaction.set_rollback(True)
    directory.forget_directory()
    if answer.headers.get("Location", "").startswith("/sign-in") and page != "/sign-out":
        said = "sign-in"
    else:
        said = {403: "no", 404: "lost", 500: "broken"}.get(answer.status_code, "in")
    return "changed-nevertheless" if said != "in" and is_changed else said


def read_table():
    rows = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"}]
    told = {(method, page): outcomes for method, page, *outcomes in rows}
    assert len(told) == len(rows), f"a page has two rows in {TABLE.name}"
    return told

"""Every page, every role: the one table of who may open what. A new page without a row fails."""

import pytest
from django.utils import timezone

from amends.models import Artifact, FailureType, ListeningPost, Token
from amends.services.canned import Wording, add_canned_reply
from amends.services.listening import hear_more
from amends.services.staff import create_token
from amends.web import urls
from amends.web.uploads import store
from tests.builders import build_case, build_house, build_staff, customer_of
from tests.web.browsing import browser_of, page_of, stranger

pytestmark = pytest.mark.django_db

ROLES = ("front_line", "specialist", "supervisor", "analyst", "administrator")
EVERYBODY = "FSVQA"  # first letters as in rules/access.py
LETTERS = dict(zip(ROLES, EVERYBODY, strict=True))

# Pages that open for a stranger too; what they may do there is a matter of the key in the address.
OPEN = {
    "", "t", "t/<str:spoken>/<str:key>", "t/<str:spoken>/<str:key>/told", "t/<str:spoken>/<str:key>/words",
    "t/<str:spoken>/<str:key>/solved", "t/<str:spoken>/<str:key>/not-yet", "t/<str:spoken>/<str:key>/person",
    "t/<str:spoken>/<str:key>/files/<int:pk>", "language", "sign-in", "sign-out", "start", "healthz",
    "sign-in/second", "sign-in/passkey", "sign-in/passkey/ask", "sign-in/reset/<str:secret>",
}  # fmt: skip

# Pages for colleagues: who may open them. The acts on a case lead back to it when they are merely opened.
MATRIX = {
    "queue": EVERYBODY,
    "queue/export": EVERYBODY,
    "today": EVERYBODY,
    "queue/views": EVERYBODY,
    "queue/views/<int:pk>/forget": EVERYBODY,
    "cases/new": EVERYBODY,
    "cases/<str:reference>": EVERYBODY,
    "cases/<str:reference>/write": EVERYBODY,
    "cases/<str:reference>/draft": EVERYBODY,
    "cases/<str:reference>/draft/replaced": EVERYBODY,
    "cases/<str:reference>/waiting/<int:pk>": EVERYBODY,
    "cases/<str:reference>/replies": EVERYBODY,
    "cases/<str:reference>/colleagues": EVERYBODY,
    "cases/<str:reference>/judge": EVERYBODY,
    "cases/<str:reference>/date": EVERYBODY,
    "cases/<str:reference>/hand-over": EVERYBODY,
    "cases/<str:reference>/transfer": EVERYBODY,
    "cases/<str:reference>/close-out": EVERYBODY,
    "cases/<str:reference>/tags": EVERYBODY,
    "cases/<str:reference>/snooze": EVERYBODY,
    "cases/<str:reference>/merge": "SVA",
    "cases/<str:reference>/unmerge": EVERYBODY,
    "cases/<str:reference>/here": EVERYBODY,
    "cases/<str:reference>/replying": EVERYBODY,
    "live": EVERYBODY,
    "cases/<str:reference>/evidence": "SVQA",
    "cases/<str:reference>/evidence.pdf": "SVQA",
    "cases/<str:reference>/split": "SVA",
    "cases/<str:reference>/link": EVERYBODY,
    "cases/<str:reference>/unlink": EVERYBODY,
    "cases/<str:reference>/restrict": "SVA",
    "cases/<str:reference>/unrestrict": EVERYBODY,
    "notifications": EVERYBODY,
    "notifications/unread": EVERYBODY,
    "undo/<int:pk>": EVERYBODY,
    "files/<int:pk>": EVERYBODY,
    "search": EVERYBODY,
    "palette": EVERYBODY,
    "keys": EVERYBODY,
    "customers": EVERYBODY,
    "customers/<int:pk>": EVERYBODY,
    "settings": EVERYBODY,
    "settings/me": EVERYBODY,
    "settings/security": EVERYBODY,
    "settings/security/confirm": EVERYBODY,
    "settings/security/app": EVERYBODY,
    "settings/security/app/remove": EVERYBODY,
    "settings/security/codes": EVERYBODY,
    "settings/security/passkeys": EVERYBODY,
    "settings/security/passkeys/ask": EVERYBODY,
    "settings/security/passkeys/<int:pk>/remove": EVERYBODY,
    "settings/security/sessions": EVERYBODY,
    "settings/security/sessions/<int:pk>": EVERYBODY,
    "settings/people": "A",
    "settings/people/<int:pk>": "A",
    "settings/people/<int:pk>/reset-link": "A",
    "settings/people/<int:pk>/unlock": "A",
    "settings/people/<int:pk>/without-factors": "A",
    "settings/people/<int:pk>/sign-out": "A",
    "settings/people/<int:pk>/hand-over": "A",
    "settings/organisation": "A",
    "settings/posts": "A",
    "settings/posts/<int:pk>": "A",
    "settings/history": "QA",
    "settings/history.csv": "QA",
    "settings/sites": "A",
    "settings/sites/<int:pk>": "A",
    "settings/failures": "QA",
    "settings/failures/<int:pk>": "QA",
    "settings/replies": "FSVA",
    "settings/replies/<int:pk>": "FSVA",
    "settings/tokens": "A",
    "settings/tokens/<int:pk>/revoke": "A",
    "settings/stories": "A",
    "settings/stories/remove": "A",
    "welcome": "A",
}

# What each act on a case demands, beyond seeing it.
ACTS = {
    ("write", "out"): "FSVA",
    ("write", "note"): EVERYBODY,
    ("write", "final"): "FSVA",
    ("judge", ""): "FSVA",
    ("date", ""): "FSVA",
    ("close-out", ""): "SVA",
}
FORMS = {
    ("write", "out"): {"kind": "out", "text": "Words"},
    ("write", "note"): {"kind": "note", "text": "Words"},
    ("write", "final"): {"kind": "final", "text": "Words", "severity": "2", "is_safe": "yes"},
    ("judge", ""): {"severity": "2", "is_safe": "yes"},
    ("date", ""): {"next": "own", "next_own": "2999-01-01T00:00"},
    ("close-out", ""): {"reason": "withdrawn", "text": "Words"},
}


@pytest.fixture
def house():
    return build_house()


def reference(case):
    return page_of(case).removeprefix("/cases/")


def routes():
    return [str(pattern.pattern) for pattern in urls.urlpatterns]


def test_every_page_has_its_row():
    assert sorted(routes()) == sorted({*OPEN, *MATRIX})


def test_each_role_opens_what_the_table_says_and_a_stranger_nothing(house):
    now = timezone.now()
    case = build_case(site=house.harbour, now=now, name="Wang Min")
    kept = store().store(name="tap.bin", chunks=[b"bytes"])
    hear_more(case=case, text="See this", by=customer_of(case), now=now, files=[kept])
    wording = Wording(name="Heard", text_en="We have it.")
    canned = add_canned_reply(wording=wording, is_own=False, by=house.actor, now=now)
    create_token(name="Shop", scopes=["cases:read"], by=house.actor, now=now)
    numbers = {
        "files": Artifact.objects.get().pk, "customers": case.customer_id, "people": house.administrator.pk,
        "sites": house.harbour.pk, "failures": FailureType.objects.first().pk, "tokens": Token.objects.get().pk,
        "posts": ListeningPost.objects.first().pk,
        "replies": canned.pk,
    }  # fmt: skip
    people = {role: browser_of(build_staff(role, house.root)) for role in ROLES}
    wrong = []
    for route, allowed in MATRIX.items():
        part = route.removeprefix("settings/").split("/")[0]
        path = "/" + route.replace("<int:pk>", str(numbers.get(part, 0))).replace("<str:reference>", reference(case))
        opened = stranger().get(path)
        if (opened.status_code, opened["Location"].startswith("/sign-in")) != (302, True):
            wrong.append(f"{path} stranger: {opened.status_code}")
        for role, client in people.items():
            answer = client.get(path)
            if answer.streaming:
                b"".join(answer.streaming_content)
            may = answer.status_code not in {403, 404, 500}
            if may != (LETTERS[role] in allowed):
                wrong.append(f"{path} {role}: {answer.status_code}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_table_says(house, role):
    client = browser_of(build_staff(role, house.root))
    wrong = []
    for (act, kind), allowed in ACTS.items():
        case = build_case(f"A matter of {act} {kind}", site=house.harbour, now=timezone.now())
        before = case.event_count
        answer = client.post(f"/cases/{reference(case)}/{act}", FORMS[act, kind])
        case.refresh_from_db()
        is_allowed = LETTERS[role] in allowed
        # A date in the year 2999 is refused to those who may promise one, and forbidden to those who may not.
        if (answer.status_code == 403) == is_allowed or (not is_allowed and case.event_count != before):
            wrong.append(f"{act} {kind}: {answer.status_code}")

    assert not wrong, wrong

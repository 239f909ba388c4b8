"""Load the stories of an invented company, so that every page is alive; and take them away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from amends.models import (
    Artifact,
    Case,
    Customer,
    Event,
    FailureType,
    Intake,
    Job,
    LedgerEntry,
    Message,
    Organisation,
    Site,
    Staff,
    Transfer,
    Watch,
)
from amends.rules.actors import SYSTEM, Actor
from amends.rules.care import usual_end
from amends.rules.hearing import EarlierReply, Heard
from amends.rules.refusals import Conflict
from amends.rules.stories import before_now, read_stories
from amends.rules.watches import Asked
from amends.services import cases, closing, customers, events, transfers
from amends.services.care import flag_for_care
from amends.services.directory import forget_directory
from amends.services.law import set_law
from amends.services.lifecycle import lock
from amends.services.listening import hear, hear_many, hear_more
from amends.services.preferences import note_preference
from amends.services.sites import Administrator, add_site, start_organisation
from amends.services.skills import set_skills
from amends.services.staff import actor_of, add_staff, require
from amends.services.watches import begin_watch, watch_of

POST = "import"  # of lists; rules.importing, which says so too, takes long to load
DEMO_PASSWORD = "put-it-right"  # noqa: S105 - printed on the terminal; only ever given to the demo's own people


def start_demo(*, now: datetime, language: str = "en") -> None:
    """Begin an empty installation as the invented company, with a login for every role, and load its stories."""
    told = read_stories()["organisation"]
    start_organisation(
        name=told["name"],
        language=language,
        timezone=told["timezone"],
        places=(),
        administrator=Administrator("admin@clearbay.example", "Robin Park", "Robin", DEMO_PASSWORD),
        reference_prefix=told["reference_prefix"],
        now=now,
    )
    load_stories(by=SYSTEM, now=now, password=DEMO_PASSWORD)


def demo_logins() -> list[tuple[str, str, str]]:
    """Return (role, e-mail, name) of the demo's people that are here, one a role, administrator first."""
    rows = Staff.objects.filter(email__endswith="@clearbay.example", is_active=True).prefetch_related("memberships")
    found: dict[str, tuple[str, str, str]] = {}
    for staff in rows.order_by("pk"):
        for membership in staff.memberships.all():
            found.setdefault(membership.role, (membership.role, staff.email, staff.name))
    return list(found.values())


@transaction.atomic
def load_stories(*, by: Actor, now: datetime, password: str | None = None) -> int:
    """
    Load the stories as cases with a past; return how many. Without a password their people cannot sign in.

    Everything loaded is marked as a story: it is kept out of the seals and can be removed without a trace.
    """
    require(by, "demo.manage")
    if Case.objects.filter(is_story=True).exists():
        raise Conflict(_("The stories are loaded already."))
    told = read_stories()
    sites = _plant_sites(told["sites"], now=now)
    people = _add_people(told["staff"], sites, password=password, now=now)
    for site in told["sites"]:
        if "responsible" in site:
            Site.objects.filter(pk=sites[site["key"]].pk).update(responsible=people[site["responsible"]].staff_id)
    forget_directory()
    failures = {failure.key: failure for failure in FailureType.objects.all()}
    _write_skills(told["staff"], people, failures, now=now)
    _bring_along(read_stories("earlier")["cases"], sites, people, failures, now=now)
    for story in told["stories"]:
        _Teller(story, sites, people, failures, now).tell()
    for row in told["watches"]:
        _begin_watch(row, sites, people, failures, now=now)
    events.record_for_organisation("demo.loaded", by=by, now=now, stories=len(told["stories"]))
    return len(told["stories"])


def _plant_sites(rows: list[dict[str, Any]], *, now: datetime) -> dict[str, Site]:
    sites = {"": Site.objects.get(parent=None)}
    for row in rows:
        sites[row["key"]] = add_site(
            parent=sites[row.get("parent", "")], kind=row["kind"], name=row["name"], by=SYSTEM, now=now, is_story=True
        )
        if law := row.get("law"):
            grounds = {"countries": law["countries"], "trade": law["trade"], "switched_on": ()}
            set_law(site=sites[row["key"]], **grounds, by=SYSTEM, now=now)
    return sites


def _add_people(
    rows: list[dict[str, Any]], sites: Mapping[str, Site], *, password: str | None, now: datetime
) -> dict[str, Actor]:
    people: dict[str, Actor] = {}
    for row in rows:
        staff = Staff.objects.filter(email=row["email"]).first() or add_staff(
            email=row["email"],
            name=row["name"],
            given_name=row["given_name"],
            password=password,
            memberships=[(sites[row["site"]], row["role"])],
            language=row["language"],
            by=SYSTEM,
            now=now,
            is_story=True,
        )
        people[row["key"]] = actor_of(staff)
    return people


def _write_skills(
    rows: list[dict[str, Any]], people: Mapping[str, Actor], failures: Mapping[str, FailureType], *, now: datetime
) -> None:
    """Write down what they speak and know. They take no new cases by themselves: each story names its own owner."""
    for row in rows:
        if "speaks" in row:
            set_skills(
                staff=Staff.objects.get(pk=people[row["key"]].staff_id), languages=row["speaks"],
                failure_types=[failures[key] for key in row["knows"]], takes_new=False, by=SYSTEM, now=now,
            )  # fmt: skip


def _bring_along(
    rows: list[dict[str, Any]],
    sites: Mapping[str, Site],
    people: Mapping[str, Actor],
    failures: Mapping[str, FailureType],
    *,
    now: datetime,
) -> None:
    """Bring along what another system had closed before they began with Amends, all at once, as a list is."""
    hear_many([_closed_before(row, sites, people, failures, now=now) for row in rows], by=SYSTEM, now=now)


def _closed_before(
    row: dict[str, Any],
    sites: Mapping[str, Site],
    people: Mapping[str, Actor],
    failures: Mapping[str, FailureType],
    *,
    now: datetime,
) -> Heard:
    received_at, colleague = now - before_now(row["at"]), people[row["by"]]
    closed_at = received_at + before_now(row["took"])
    return Heard(
        post=POST,
        text=row["text"],
        site_id=sites[row["site"]].pk,
        received_at=received_at,
        name=row["name"],
        heard_by=colleague.staff_id,
        failure_type_id=failures[row["failure"]].pk if "failure" in row else None,
        closed_at=closed_at,
        reply=EarlierReply(colleague.name, row["reply"], received_at + (closed_at - received_at) / 2),
        is_story=True,
    )


def _begin_watch(
    row: dict[str, Any],
    sites: Mapping[str, Site],
    people: Mapping[str, Actor],
    failures: Mapping[str, FailureType],
    *,
    now: datetime,
) -> None:
    """Begin a watch; the next look of every hour tells of it."""
    by, asked = people[row["by"]], Asked(cases=row["cases"], days=row["days"])
    watch = watch_of(
        site=sites[row["site"]], failure_type=failures[row["failure"]], post=None, words="", asked=asked, by=by
    )
    tells, holds_from = Staff.objects.filter(pk=by.staff_id), localdate(now - before_now(row["holds_from"]))
    begin_watch(watch=watch, name=row["name"], tells=tells, holds_from=holds_from, by=by, now=now)


class _Teller:
    """Walks one story's steps through the same services that everybody uses, each at its own instant."""

    def __init__(
        self,
        story: dict[str, Any],
        sites: Mapping[str, Site],
        people: Mapping[str, Actor],
        failures: Mapping[str, FailureType],
        now: datetime,
    ) -> None:
        self.story, self.sites, self.people, self.failures, self.now = story, sites, people, failures, now
        self.case: Case | None = None

    def tell(self) -> None:
        steps: dict[str, Callable[[dict[str, Any], datetime], object]] = {
            "hear": self.hear,
            "reply": self.reply,
            "note": self.note,
            "say": self.say,
            "triage": self.triage,
            "transfer": self.transfer,
            "remember": self.remember,
            "care": self.care,
            "resolve": self.resolve,
            "solved": self.solved,
        }
        for step in self.story["steps"]:
            steps[step["do"]](step, self.now - before_now(step["at"]))

    def hear(self, step: dict[str, Any], at: datetime) -> None:
        teller = self.people.get(step.get("by", ""))
        customer = self.story["customer"]
        others = [("channel", customer["channel"])] if "channel" in customer else []
        receipt = hear(
            Heard(
                post=step["post"],
                text=step["text"],
                title=self.story["title"],
                site_id=self.sites[self.story["site"]].pk,
                name=customer["name"],
                identities=customers.identities_of(
                    phone=customer.get("phone", ""),
                    email=customer.get("email", ""),
                    member=customer.get("member", ""),
                    others=others,
                ),
                language=customer["language"],
                wanted_outcome=step.get("wanted", ""),
                heard_by=teller.staff_id if teller else None,
                is_story=True,
            ),
            by=teller or SYSTEM,
            now=at,
        )
        self.case = Case.objects.get(pk=receipt.case_id)

    def reply(self, step: dict[str, Any], at: datetime) -> None:
        cases.reply_to_customer(
            case=self._case, text=step["text"], by=self.people[step["by"]], now=at,
            next_at=self.now - before_now(step["next"]),
        )  # fmt: skip

    def note(self, step: dict[str, Any], at: datetime) -> None:
        cases.write_note(case=self._case, text=step["text"], by=self.people[step["by"]], now=at)

    def say(self, step: dict[str, Any], at: datetime) -> None:
        hear_more(case=self._case, text=step["text"], by=self._customer, now=at)

    def triage(self, step: dict[str, Any], at: datetime) -> None:
        cases.triage_case(
            case=self._case, severity=step["severity"], failure_type=self.failures[self.story["failure"]],
            is_safe=step["safe"], by=self.people[step["by"]], now=at,
        )  # fmt: skip

    def transfer(self, step: dict[str, Any], at: datetime) -> None:
        to = Staff.objects.get(pk=self.people[step["to"]].staff_id)
        transfers.ask_transfer(case=self._case, to=to, by=self.people[step["by"]], now=at, reason=step["reason"])

    def remember(self, step: dict[str, Any], at: datetime) -> None:
        case = lock(self._case)
        if case.customer is not None:
            note_preference(customer=case.customer, text=step["text"], case=case, by=self.people[step["by"]], now=at)

    def care(self, step: dict[str, Any], _at: datetime) -> None:
        # As the stories are loaded: it goes to the organisation's own chain, which takes nothing back-dated.
        if self._case.customer is not None:
            until_on, by = usual_end(localdate(self.now)), self.people[step["by"]]
            flag_for_care(customer=self._case.customer, reason=step["text"], until_on=until_on, by=by, now=self.now)

    def resolve(self, step: dict[str, Any], at: datetime) -> None:
        cases.resolve_case(case=self._case, final_response=step["text"], by=self.people[step["by"]], now=at)

    def solved(self, _step: dict[str, Any], at: datetime) -> None:
        closing.confirm_solved(case=self._case, by=self._customer, now=at)

    @property
    def _case(self) -> Case:
        if self.case is None:
            raise ValueError(f"story {self.story['key']} begins with somebody being heard")
        return self.case

    @property
    def _customer(self) -> Actor:
        return closing.customer_of(self._case, self.story["customer"]["name"])


@transaction.atomic
def remove_stories(*, by: Actor, now: datetime) -> int:
    """
    Remove every story; return how many cases went. Places and people of a story that real cases have come to need stay.
    """
    require(by, "demo.manage")
    stories = Case.objects.filter(is_story=True)
    count = stories.count()
    ids = list(stories.values_list("pk", flat=True))
    # Their words stay in the search index: a match without its intake is no result, and numbers are never reused.
    Artifact.objects.filter(intake__case__in=ids).delete()
    Artifact.objects.filter(message__case__in=ids).delete()
    Job.objects.filter(arguments__case_id__in=ids).delete()
    Transfer.objects.filter(case__in=ids).delete()
    LedgerEntry.objects.filter(case__in=ids).delete()
    Event.objects.filter(case__in=ids).delete()
    Message.objects.filter(case__in=ids).delete()
    Intake.objects.filter(case__in=ids).delete()
    stories.delete()
    Watch.objects.filter(made_by__is_story=True).delete()
    Customer.objects.filter(is_story=True, cases=None).delete()
    _remove_unneeded()
    forget_directory()
    events.record_for_organisation("demo.removed", by=by, now=now, stories=count)
    return count


def _remove_unneeded() -> None:
    for site in Site.objects.filter(is_story=True).order_by("-path"):
        _try_to_delete(site)
    for staff in Staff.objects.filter(is_story=True):
        if not _try_to_delete(staff):
            # A real case is theirs by now: they stay as colleagues, and are stories no longer.
            Staff.objects.filter(pk=staff.pk).update(is_story=False)


def _try_to_delete(row: Site | Staff) -> bool:
    if isinstance(row, Site):
        row.memberships.filter(staff__is_story=True).delete()
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return False
    return True


def is_empty() -> bool:
    """Whether nothing has been set up here yet."""
    return not Organisation.objects.exists()


def stories_left() -> Iterator[str]:
    """Yield the titles of the stories that are loaded; what was closed before them is none."""
    told = Case.objects.filter(is_story=True).exclude(intakes__post__key=POST)
    yield from told.values_list("title", flat=True)

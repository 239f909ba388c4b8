"""The case: one failure, one owner, one next date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from amends.models.restrictions import Restriction
from amends.rules.actors import Actor
from amends.rules.lifecycle import State
from amends.rules.snoozing import LEAD

OPEN = Q(closed_at=None)
MANY_PLACES = 50


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> Self:
        places = actor.places("case.read")
        return (self if places is None else self.filter(site__in=places)).readable_by(actor)

    def readable_by(self, actor: Actor) -> Self:
        """Without those restricted to others, wherever they are."""
        if actor.places("case.read_restricted") is None:
            return self
        return self.exclude(pk__in=Restriction.objects.against(actor).values("case"))

    def open(self) -> Self:
        return self.filter(OPEN)

    def owned_by(self, staff_id: int) -> Self:
        return self.filter(owner=staff_id)

    def asleep(self, now: datetime) -> Self:
        """Snoozed, and neither its time nor its next promise has come (``rules.snoozing.is_asleep``)."""
        # Wrapped, so that no engine looks through all that fall due later: few rest, and those have their own index.
        return self.alias(due=Coalesce("next_due_at", "registered_at")).filter(
            OPEN, snoozed_until__gt=now, due__gt=now + LEAD
        )

    def awake(self, now: datetime) -> Self:
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now) | Q(next_due_at__lte=now + LEAD))

    def unclaimed(self, gone: Collection[int], *, is_ordered: bool = False) -> Self:
        """
        Open, and nobody took it up: still with whom it fell to by itself, or with a colleague who is ``gone``.

        ``is_ordered``: for a read of the first few in an order, which goes along the index of that order.
        """
        # Wrapped, or an engine collects and sorts all that are in this state.
        state = Coalesce("state", Value("")) if is_ordered else F("state")
        fell_to = Q(is_in=State.REGISTERED, owner=F("first_receiver"))
        return self.open().alias(is_in=state).filter(fell_to | Q(owner__in=gone) if gone else fell_to)

    def by_next_promise(self) -> Self:
        return self.order_by("next_due_at", "pk")

    def along(self, places: Collection[int] | None) -> Self:
        """
        At these places; None: everywhere. Read along the index of the order and not looked up place by place.

        For reads that find what they want early on that index: engines like to collect and sort whole places instead.
        """
        return self if places is None else self.annotate(at_place=F("site_id") + 0).filter(at_place__in=places)

    def nearest(self, most: int, *, places: Collection[int] | None) -> Self:
        """The ``most`` with the nearest promise at these places."""
        return self.first_by(("next_due_at", "pk"), most, places=places)

    def first_by(self, order: tuple[str, ...], most: int, *, places: Collection[int] | None) -> Self:
        """The first ``most`` in an order at these places, as many reads of an index as there are places."""
        if places is None or len(places) > MANY_PLACES:
            return self.along(places).order_by(*order)[:most]
        each = [self.filter(site=place).order_by(*order).values("pk")[:most] for place in places]
        if len(each) < 2:
            return self.filter(site__in=places).order_by(*order)[:most]
        spelled = [query.query.sql_with_params() for query in each]
        sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS of_a_place" for part, _values in spelled)  # noqa: S608 - the ORM's own
        found = RawSQL(sql, [value for _part, values in spelled for value in values])  # noqa: S611 - as above
        return type(self)(self.model, using=self.db).filter(pk__in=found).order_by(*order)[:most]


class Case(models.Model):
    """
    One service failure on its way from heard to recovered.

    The reference that people read out is made of the primary key and a check digit (``rules.references``).
    ``next_due_at``, ``snippet`` and the ``last_word`` fields repeat what promises and conversation say, so that a
    queue row is read from one index; only the services that change those write them.
    """

    site = models.ForeignKey("Site", models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("Staff", models.PROTECT, related_name="+", db_index=False)
    first_receiver = models.ForeignKey("Staff", models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey("Customer", models.PROTECT, null=True, related_name="cases", db_index=False)
    failure_type = models.ForeignKey("FailureType", models.PROTECT, null=True, related_name="+", db_index=False)

    title = models.CharField(max_length=120)
    snippet = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)
    wanted_outcome = models.TextField(blank=True)
    relationship = models.CharField(max_length=10, blank=True, help_text="true, pseudo, first; empty: not known.")
    severity = models.PositiveSmallIntegerField(null=True)
    criticality = models.PositiveSmallIntegerField(null=True)
    emotion = models.PositiveSmallIntegerField(null=True)
    flags = models.JSONField(null=True, help_text="Keys of rules.flags, in their order.")
    priority_hundredths = models.PositiveSmallIntegerField(null=True, help_text="100 to 500; empty: not judged.")
    playbook = models.ForeignKey("PlaybookVersion", models.PROTECT, null=True, related_name="+", db_index=False)
    safety_checked_at = models.DateTimeField(null=True)
    double_deviation = models.BooleanField(default=False)

    state = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    tag_ids = models.JSONField(null=True, help_text="Repeats the tags it bears, for its row in the queue.")
    snoozed_until = models.DateTimeField(null=True, help_text="As asked for; the case may be back before.")
    paused_since = models.DateTimeField(null=True, help_text="Since when its clocks stand still for the customer.")
    live_since = models.DateTimeField(null=True, help_text="Since when the customer waits on the spot or on the line.")
    last_word_at = models.DateTimeField()
    last_word_by = models.CharField(max_length=10, default="customer")
    forgets_at = models.DateTimeField(
        null=True, help_text="When to look whether it is forgotten; empty: a clock looks."
    )
    forgotten_at = models.DateTimeField(null=True, help_text="Since when it counts as forgotten; empty: it does not.")
    bounces = models.PositiveSmallIntegerField(null=True, help_text="How often it was passed on; empty: never.")
    repeats = models.PositiveSmallIntegerField(null=True, help_text="How often they had to say it again; empty: never.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often we asked whether it is put right.")

    secret = models.CharField(max_length=12, help_text="Opens the tracking page together with the reference.")
    salt = models.BinaryField(max_length=16, help_text="Makes digests of this case's words meaningless once erased.")
    event_count = models.PositiveIntegerField(default=0)
    event_head = models.BinaryField(max_length=32)
    is_story = models.BooleanField(default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_due_at", "id"], name="case_open_due", condition=OPEN),
            models.Index(fields=["owner", "next_due_at", "id"], name="case_open_owner_due", condition=OPEN),
            models.Index(fields=["site", "next_due_at", "id"], name="case_open_site_due", condition=OPEN),
            # Those that wait for the customer's word: few, and last in every queue.
            models.Index(
                fields=["next_due_at", "id"], name="case_waiting_due", condition=OPEN & Q(resolved_at__isnull=False)
            ),
            models.Index(fields=["customer", "-received_at"], name="case_customer"),
            models.Index(fields=["last_word_at", "id"], name="case_open_word", condition=OPEN),
            # Few each, so that a tab of the queue counts them in no time.
            # Led by what every count asks for and not by the place: SQLite takes no partial index on a bound value.
            models.Index(
                fields=["snoozed_until", "next_due_at", "owner", "site"],
                name="case_resting",
                condition=OPEN & Q(snoozed_until__isnull=False),
            ),
            models.Index(
                fields=["forgets_at", "id"], name="case_forgets", condition=OPEN & Q(forgets_at__isnull=False)
            ),
            models.Index(fields=["site"], name="case_open_twice", condition=OPEN & Q(double_deviation=True)),
            models.Index(fields=["state", "owner", "first_receiver", "site"], name="case_open_state", condition=OPEN),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(severity=None) | Q(severity__range=(1, 5)), name="case_severity_1_to_5"),
            models.CheckConstraint(
                condition=Q(closed_at=None, next_due_at__isnull=False) | Q(closed_at__isnull=False, next_due_at=None),
                name="case_open_has_a_next_date",
            ),
            models.CheckConstraint(
                condition=Q(registered_at__gte=F("received_at")), name="case_heard_before_registered"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TransferQuerySet(models.QuerySet["Transfer"]):
    def pending(self) -> Self:
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None)


PENDING = Q(accepted_at=None, declined_at=None, withdrawn_at=None)


class Transfer(models.Model):
    """A colleague was asked to take a case over; until they accept, the owner stays who it was."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    asked_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey("Staff", models.PROTECT, related_name="transfers_asked")
    reason = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=PENDING, name="transfer_one_pending")]

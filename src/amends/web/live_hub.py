"""All open pages of this process, and the one thread that looks for news on their behalf."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from threading import Event as Signal
from threading import Lock, Thread

from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from amends.models import Case
from amends.rules.actors import Actor
from amends.services.presence import Pair, leave_cases, look_at_cases
from amends.web.live_follower import SIGNED_OUT, Follower
from amends.web.live_news import Change, News, Presences, unread_counts, who_is_present
from amends.web.visitors import person_with

LOOK_EVERY_SECONDS = 0.5
MOST_PAGES = 1000
MOST_PAGES_EACH = 20
LOOKS_UNTIL_RENEWAL = 40  # leases of fifty seconds, renewed every twenty
LOOKS_UNTIL_DOOR_CHECK = 4

log = logging.getLogger("amends.web")


class Hub:
    """Tells every follower what concerns them and what they may know of; stops by itself when nobody follows."""

    def __init__(self) -> None:
        """Begin without anybody."""
        self.followers: dict[Follower, None] = {}  # in the order they came
        self.lock = Lock()
        self.thread: Thread | None = None
        self.stirred = Signal()
        self.news: News | None = None
        self.looks = 0
        self.pairs: set[Pair] = set()
        self.present: Presences = {}

    @property
    def is_full(self) -> bool:
        """Whether one more page would be too many for this process."""
        return len(self.followers) >= MOST_PAGES

    def join(self, follower: Follower) -> None:
        """Take a page in; a person with very many pages loses the stream of the first."""
        with self.lock:
            own = [other for other in self.followers if other.wish.staff_id == follower.wish.staff_id]
            self.followers[follower] = None
            if self.thread is None:
                self.thread = Thread(target=self._look_on, name="live", daemon=True)
                self.thread.start()
        for other in own[: max(0, len(own) + 1 - MOST_PAGES_EACH)]:
            other.end()

    def leave(self, follower: Follower) -> None:
        """Let a page go."""
        with self.lock:
            self.followers.pop(follower, None)

    def _look_on(self) -> None:
        try:
            while self._goes_on():
                began = time.monotonic()
                try:
                    self.look(now=timezone.now())
                except Exception:
                    log.exception("Could not look for news; trying again in a moment")
                    connections.close_all()
                time.sleep(max(0.05, LOOK_EVERY_SECONDS - (time.monotonic() - began)))
        finally:
            connections.close_all()

    def _goes_on(self) -> bool:
        """Whether anybody follows, or has only just gone; otherwise this thread is the last to leave."""
        with self.lock:
            if self.followers or self.pairs:
                return True
            self.thread, self.news = None, None
            return False

    def look(self, *, now: datetime) -> None:
        """Look once: what happened, who is present, and whether everybody may still be told."""
        with self.lock:
            followers = list(self.followers)
        self.looks += 1
        if self.news is None:
            self.news = News()
        if self.looks % LOOKS_UNTIL_DOOR_CHECK == 0:
            followers = self._still_let_in(followers, now)
            self._share_unread(followers)
        self._share_presence(followers, now)
        changes = self.news.since_last_look(now=now)
        for follower in followers:
            self._share_changes(follower, changes, len(followers))

    def _still_let_in(self, followers: list[Follower], now: datetime) -> list[Follower]:
        """End the streams of those who signed out, were deactivated or got a new password."""
        keys = {follower.wish.session_key for follower in followers}
        live = set(
            Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True)
        )
        staying = []
        for follower in followers:
            if follower.wish.session_key in live and _actor_of(follower) is not None:
                staying.append(follower)
            else:
                follower.tell(SIGNED_OUT, 0)
                follower.end()
        return staying

    def _share_unread(self, followers: list[Follower]) -> None:
        """Ring where the number of unread notifications is another than at the last look."""
        unread = unread_counts({follower.wish.staff_id for follower in followers})
        for follower in followers:
            count = unread.get(follower.wish.staff_id, 0)
            if count != follower.unread:
                follower.unread = count
                follower.tell("bell", count)

    def _share_presence(self, followers: list[Follower], now: datetime) -> None:
        pairs = {(f.wish.case_id, f.wish.staff_id) for f in followers if f.wish.case_id}
        if came := pairs if self.looks % LOOKS_UNTIL_RENEWAL == 0 else pairs - self.pairs:
            look_at_cases(pairs=came, now=now)
        if gone := self.pairs - pairs:
            leave_cases(pairs=gone)
        self.pairs = pairs
        before, self.present = self.present, who_is_present(now=now)
        for follower in followers:
            case_id = follower.wish.case_id
            if case_id and before.get(case_id) != self.present.get(case_id):
                follower.tell("presence", self.looks)

    def _share_changes(self, follower: Follower, changes: list[Change] | None, among: int) -> None:
        newest = self.news.newest if self.news else 0
        about = follower.wish.case_id
        if about and (changes is None or any(change.case_id == about for change in changes)):
            # Rights may have changed, and so may the case have.
            actor = _actor_of(follower)
            if actor and Case.objects.visible_to(actor).filter(pk=about).exists():
                follower.tell("case", newest)
        if follower.wish.is_queue:
            self._share_queue(follower, changes, newest, among)

    def _share_queue(self, follower: Follower, changes: list[Change] | None, newest: int, among: int) -> None:
        """One's own cases at once; others' every few seconds, and more seldom the more pages there are."""
        actor = _actor_of(follower)
        places = actor.places("case.read") if actor else frozenset()
        seen = [c for c in changes or () if places is None or c.site_id in places]
        is_mine = any(change.owner_id == follower.wish.staff_id for change in seen)
        if seen or changes is None:
            follower.queue_changed = newest
        patience = 1.0 if is_mine else 5.0 + among * 0.05
        if follower.queue_changed and time.monotonic() - follower.queue_told_at > patience:
            follower.tell("queue", follower.queue_changed)
            follower.queue_changed, follower.queue_told_at = 0, time.monotonic()


def _actor_of(follower: Follower) -> Actor | None:
    """Return what a follower may do now; None when their session is nobody's any more."""
    known = person_with(follower.wish.staff_id)
    if known is None or not constant_time_compare(follower.wish.session_hash, known[0].get_session_auth_hash()):
        return None
    return known[1]


hub = Hub()

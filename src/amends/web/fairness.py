"""Are like failures put right alike? The audit of fairness, with its intervals, and the cases far from the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.refusals import NotAllowed, Refusal
from amends.rules.remedies.reviewing import digest_of, outlier_point
from amends.services.fairness import Audit, audit_fairness
from amends.services.fairness_reviews import last_review, may_review, review_fairness, still_to_review
from amends.web.colleagues import post_names
from amends.web.errors import problem_of, status_of
from amends.web.navigation import staff_page_of
from amends.web.references import spoken
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page

if TYPE_CHECKING:
    from amends.engines.fairness import Finding, Gap

WIDE, REACH = 240, 0.3  # of a drawn interval: as wide, from 30 % less to 30 % more
MOST_OUTLIERS = 20
OUTCOMES = ("share", "approved", "apologised", "on_time")


@dataclass(frozen=True, slots=True)
class Whisker:
    """A gap with its interval, drawn: places along a line from -REACH to REACH; what lies beyond ends at the edge."""

    low: float
    at: float
    high: float
    middle: float = WIDE / 2
    wide: int = WIDE


@staff_page
def fairness(request: StaffRequest) -> HttpResponseBase:
    """Show what the audit of the last year found, and take somebody's word that they have looked at it."""
    if request.method != "POST":
        return _show(request)
    try:
        given = request.POST
        review_fairness(note=given.get("note", ""), seen=given.get("seen", ""), by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, refusal)
    return done("/fairness", "reviewed")


def _show(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    audit = audit_fairness(by=request.actor, now=request.now)
    waiting = still_to_review(audit, now=request.now)
    # Whoever reviews has to see all of it; the others see the farthest.
    new_first = sorted(audit.outliers, key=lambda one: outlier_point(one.case_id, one.share) not in waiting)
    context = {
        "statement": statement(audit),
        "audit": audit,
        "parts": parts_of(audit),
        "waiting": len(waiting),
        "seen": digest_of(audit.points),
        "may_review": may_review(request.actor),
        "last": last_review(),
        "kept": request.POST if refusal else {},
        "problem": problem_of(refusal),
        "outliers": [
            {
                "reference": spoken(one.case_id),
                "share": f"{one.share:.0%}",
                "usual": f"{one.usual:.0%}",
                "is_new": outlier_point(one.case_id, one.share) in waiting,
            }
            for one in new_first[: max(MOST_OUTLIERS, len(waiting))]
        ],
    }
    status = status_of(refusal) if refusal else 200
    return staff_page_of(request, "fairness.html", context, status=status)


def statement(audit: Audit) -> str:
    """Return the finding in a sentence."""
    unequal = [one for one in audit.findings if one.verdict == "unequal"]
    if unequal:
        count = len(unequal)
        words = ngettext("%(count)d group is treated differently for like failures",
                         "%(count)d groups are treated differently for like failures", count)  # fmt: skip
        return words % {"count": count}
    if any(one.gap for one in audit.findings):
        return _("No evidence that any group is treated differently")
    return _("Too few offers yet to compare anybody")


def parts_of(audit: Audit) -> list[dict[str, object]]:
    """Return what was compared, outcome by outcome, in groups that can be compared; the others are counted."""
    posts = dict(post_names())
    parts = []
    for outcome in OUTCOMES:
        mine = [one for one in audit.findings if one.outcome == outcome]
        rows = [_row(one, one.gap, posts) for one in mine if one.gap]
        if mine:
            name, about = outcome_names()[outcome]
            parts.append({"name": name, "about": about, "rows": rows, "few": len(mine) - len(rows)})
    return parts


def _row(finding: Finding, gap: Gap, posts: dict[int, str]) -> dict[str, object]:
    is_rate = finding.ratio is not None

    def said(value: float) -> str:
        return f"{value:.0%}" if is_rate else f"{value:.2f}"

    return {
        "dimension": dimension_names()[finding.dimension],
        "group": _group(finding, posts),
        "count": gap.count,
        "others": gap.others,
        "mean": said(gap.mean),
        "others_mean": said(gap.others_mean),
        "gap": _signed(gap.relative),
        "interval": _("%(low)s to %(high)s") % {"low": _signed(gap.low), "high": _signed(gap.high)},
        "whisker": Whisker(_place(gap.low), _place(gap.relative), _place(gap.high)),
        "verdict": finding.verdict,
        "word": verdict_names()[finding.verdict],
        "is_below": is_rate and finding.ratio is not None and finding.ratio * 5 < 4,
    }


def _group(finding: Finding, posts: dict[int, str]) -> str:
    if finding.dimension == "channel":
        return posts.get(int(finding.group), finding.group)
    return group_names().get(finding.group, finding.group)


def _signed(share: float) -> str:
    return f"{share:+.0%}".replace("-", "−") if round(share, 2) else "0%"


def _place(share: float) -> float:
    return round((max(-REACH, min(REACH, share)) / REACH + 1) * WIDE / 2, 1)


def outcome_names() -> dict[str, tuple[str, str]]:
    """Return what is compared, and what its figures are."""
    return {
        "share": (_("What was offered"), _("as a multiple of what the failure cost the customer")),
        "approved": (_("Approved when asked"), _("of the offers somebody had to say yes to")),
        "apologised": (_("An apology with the offer"), _("of the offers")),
        "on_time": (_("Answered in time"), _("of the first replies promised")),
    }


def dimension_names() -> dict[str, str]:
    """Return what groups are formed by."""
    return {
        "language": _("Language"),
        "place": _("Place"),
        "channel": _("Heard by"),
        "worth": _("Worth of their staying"),
        "loudness": _("How loud"),
    }


def group_names() -> dict[str, str]:
    """Return what the groups are called that have no name of their own."""
    return {
        CHINESE: "中文",
        ENGLISH: "English",
        "untold": pgettext("worth of a customer", "not told"),
        "below": pgettext("worth of a customer", "below the price"),
        "above": pgettext("worth of a customer", "at least the price"),
        "loud": _("with the law or the media"),
        "quiet": _("without"),
    }


def verdict_names() -> dict[str, str]:
    """Return what is said of a comparison."""
    return {
        "unequal": pgettext("fairness", "different"),
        "alike": pgettext("fairness", "alike"),
        "open": pgettext("fairness", "too early to say"),
    }

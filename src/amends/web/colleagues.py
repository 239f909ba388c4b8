"""Who could take a case over, which kinds of failure and which tags there are: short lists, kept for a few seconds."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models.functions import Lower
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from amends.models import FailureType, ListeningPost, Membership, Site, Tag
from amends.rules import access
from amends.services.directory import Directory, directory
from amends.web.markup import fill, joined


@dataclass(frozen=True, slots=True)
class Colleague:
    """One role of one colleague."""

    staff_id: int
    name: str
    role: str
    path: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms of a case offer."""

    colleagues: tuple[Colleague, ...]
    failures: tuple[tuple[FailureType, tuple[FailureType, ...]], ...]
    tags: dict[int, str] = field(default_factory=dict)
    every_failure: tuple[FailureType, ...] = ()
    posts: tuple[ListeningPost, ...] = ()
    options: dict[str, SafeString] = field(default_factory=dict)


_kept: tuple[Directory | None, Choices] = (None, Choices((), ()))


def choices() -> Choices:
    """Return the lists, remembered as long as the directory is: at most five seconds."""
    global _kept  # noqa: PLW0603 - lives and dies with the directory
    known = directory()
    if _kept[0] is not known:
        _kept = (known, _read())
    return _kept[1]


def who_could_own(site: Site) -> list[tuple[int, str]]:
    """Return the colleagues who may accept a case of this place, by name."""
    found = {
        colleague.staff_id: colleague.name
        for colleague in choices().colleagues
        if site.path.startswith(colleague.path) and access.may(colleague.role, "case.accept")
    }
    return sorted(found.items(), key=lambda item: item[1])


def who_accepts() -> list[tuple[int, str]]:
    """Return the colleagues who may accept cases anywhere, by name; each case still asks for its own place."""
    known = choices().colleagues
    found = {one.staff_id: one.name for one in known if access.may(one.role, "case.accept")}
    return sorted(found.items(), key=lambda item: item[1])


def tag_names() -> dict[int, str]:
    """Return the name of each tag, in the order of the alphabet."""
    return choices().tags


def post_names() -> list[tuple[int, str]]:
    """Return what each listening post is called in the language of the page."""
    is_chinese = (get_language() or "").startswith("zh")
    return [(post.pk, post.name_zh if is_chinese else post.name_en) for post in choices().posts]


def failure_names() -> dict[int | None, str]:
    """Return what each kind of failure is called in the language of the page, retired ones included."""
    return {kind.pk: str(kind) for kind in choices().every_failure}


def kind_names_in_use() -> dict[int, str]:
    """Return the kinds of failure a case may be, by what they are called in the language of the page."""
    return {kind.pk: str(kind) for first, kinds in choices().failures for kind in kinds or (first,)}


def failure_options(chosen: int | None) -> SafeString:
    """Return the options of the choice of a failure type, drawn once for each language and list."""
    language = get_language() or ""
    lists = choices().options
    if language not in lists:
        lists[language] = joined([_option_group(first, kinds) for first, kinds in choices().failures])
    drawn = lists[language]
    return SafeString(drawn.replace(f'value="{chosen}"', f'value="{chosen}" selected')) if chosen else drawn


def _option_group(first: FailureType, kinds: tuple[FailureType, ...]) -> SafeString:
    options = [fill('<option value="{}">{}</option>', kind.pk, kind) for kind in kinds or (first,)]
    return fill('<optgroup label="{}">{}</optgroup>', first, joined(options))


def _read() -> Choices:
    failures = tuple(FailureType.objects.all())
    posts = tuple(ListeningPost.objects.order_by("pk"))
    return Choices(_colleagues(), _failures(), tags=_tags(), every_failure=failures, posts=posts)


def _colleagues() -> tuple[Colleague, ...]:
    rows = Membership.objects.filter(staff__is_active=True)
    return tuple(Colleague(*row) for row in rows.values_list("staff_id", "staff__name", "role", "site__path"))


def _tags() -> dict[int, str]:
    return dict(Tag.objects.order_by(Lower("name")).values_list("pk", "name"))


def _failures() -> tuple[tuple[FailureType, tuple[FailureType, ...]], ...]:
    found = list(FailureType.objects.in_use())
    return tuple(
        (first, tuple(kind for kind in found if kind.parent_id == first.pk))
        for first in found
        if first.parent_id is None
    )

"""Listening posts: which there are, where each listens, one more, one changed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.models import ListeningPost, Site
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.posts import BUILT_IN, add_post, edit_post
from amends.web.settings_pages import chosen_place, form_page, settings_page, tree_of_places
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/posts"


@staff_page
def posts(request: StaffRequest) -> HttpResponseBase:
    """List the posts, and add one."""

    def show(refusal: Refusal | None) -> HttpResponse:
        found = ListeningPost.objects.select_related("site").order_by("closed_at", "pk")
        is_chinese = (get_language() or "").startswith("zh")
        rows = [(post, post.name_zh if is_chinese else post.name_en, post.key in BUILT_IN) for post in found]
        return settings_page(
            request, "listening/posts.html", {"rows": rows, "places": tree_of_places(request)}, refusal
        )

    def act() -> None:
        form = request.POST
        add_post(
            key=form.get("key", ""),
            name_zh=form.get("name_zh", ""),
            name_en=form.get("name_en", ""),
            site=_site(request),
            by=request.actor,
            now=request.now,
        )

    return form_page(request, "post.edit", show=show, act=act, url=HERE, said="added")


@staff_page
def post(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change one post."""
    found = ListeningPost.objects.select_related("site").filter(pk=pk).first()
    if found is None:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        if refusal:
            found.refresh_from_db()  # the refused change is not so, and stands only where it was typed
        context = {"post": found, "is_built_in": found.key in BUILT_IN, "places": tree_of_places(request)}
        return settings_page(request, "listening/post.html", context, refusal)

    def act() -> None:
        form = request.POST
        edit_post(
            post=found,
            name_zh=form.get("name_zh", ""),
            name_en=form.get("name_en", ""),
            site=_site(request),
            is_active=form.get("is_active") == "yes",
            by=request.actor,
            now=request.now,
        )

    return form_page(request, "post.edit", show=show, act=act, url=HERE, said="saved")


def _site(request: StaffRequest) -> Site | None:
    chosen = request.POST.get("site", "")
    site = chosen_place(request, chosen)
    if chosen and site is None:
        raise Invalid(_("There is no such place."), field="site")
    return site

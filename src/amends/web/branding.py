"""The organisation's colour and logo: handed out to every page, and set by an administrator."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from amends.gateways import pictures
from amends.models import Logo, Organisation
from amends.rules.contrast import DARK_TEXT, LIGHT_TEXT, TEXT, Shades, contrast, known_colour, shades_of
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.branding import edit_branding
from amends.services.staff import require
from amends.web.brand_tags import logo_address, sheet_address
from amends.web.errors import not_found
from amends.web.security import FILE_POLICY
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/branding"
FOR_EVER = "public, max-age=31536000, immutable"
OURS = "#0B6350"
SIDE = "[data-side=customer], [data-side=customer] [data-theme], [data-side=customer] [data-contrast]"
SHEET = """{side} {{
  --brand: var(--plain, var(--light, {light}) var(--dark, {dark})) var(--more, var(--pine));
  --on-brand: var(--plain, var(--light, {on_light}) var(--dark, {on_dark})) var(--more, var(--on-pine));
}}
"""


def sheet(request: HttpRequest, colour: str) -> HttpResponse:
    """Hand out the style sheet of a colour. It follows from the address alone and needs no look into the database."""
    try:
        shades = shades_of(known_colour(colour))
    except Refusal:
        return not_found(request)
    words = SHEET.format(side=SIDE, light=shades.light, dark=shades.dark, on_light=LIGHT_TEXT, on_dark=DARK_TEXT)
    return HttpResponse(words, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_EVER})


def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out the logo."""
    found = Logo.objects.filter(digest=digest).first()
    if found is None:
        return not_found(request)
    headers = {"Cache-Control": FOR_EVER, "Content-Security-Policy": FILE_POLICY}
    return HttpResponse(bytes(found.png), content_type="image/png", headers=headers)


@staff_page
def branding(request: StaffRequest) -> HttpResponseBase:
    """Set colour and logo, and see what customers will see."""

    def show(refusal: Refusal | None) -> HttpResponse:
        known = Organisation.objects.get()
        colour = known.colour or OURS
        context = {
            "known": known,
            "colour": colour,
            "sheet": sheet_address(colour),
            "logo": logo_address(known.logo) if known.logo else "",
            "judged": in_words(shades_of(colour)),
        }
        return settings_page(request, "branding/edit.html", context, refusal)

    def act() -> None:
        form = request.POST
        edit_branding(
            name=form.get("name", ""),
            colour="" if "ours" in form else form.get("colour", ""),
            logo=_drawn(request.FILES.get("logo")),
            without_logo="without_logo" in form,
            by=request.actor,
            now=request.now,
        )

    return form_page(request, "organisation.edit", show=show, act=act, url=HERE, said="saved")


@staff_page
def shades(request: StaffRequest) -> HttpResponseBase:
    """Judge a colour while somebody is choosing it."""
    require(request.actor, "organisation.edit")
    try:
        found = shades_of(known_colour(request.GET.get("colour", "")))
    except Invalid:
        raise NotFound from None
    return JsonResponse({"sheet": sheet_address(found.given), "words": in_words(found)})


def in_words(shades: Shades) -> str:
    """Say whether a colour can be read as it is, and which shade stands for it otherwise."""
    ratio = f"{contrast(LIGHT_TEXT, shades.given):.1f}"
    if not shades.is_changed:
        return _("White words on it read well (%(ratio)s to 1). It is used as it is.") % {"ratio": ratio}
    words = _("White words on it would be hard to read (%(ratio)s to 1, needed %(needed)s). We use %(shade)s instead.")
    return words % {"ratio": ratio, "needed": TEXT, "shade": shades.light}


def _drawn(file: UploadedFile[bytes] | None) -> bytes | None:
    if file is None:
        return None
    refusal = Invalid(
        _("This is no picture we can draw: PNG, JPEG, WebP or GIF up to 2 MB. Save an SVG as PNG first."), field="logo"
    )
    if (file.size or 0) > pictures.MOST_BYTES:
        raise refusal
    try:
        return pictures.logo(file.read())
    except pictures.NotAPicture:
        raise refusal from None

"""Hand out files people sent: as downloads, and pictures as pictures; never as something a browser would run."""

from __future__ import annotations

from urllib.parse import quote

from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponseBase

from amends.gateways.files import INLINE, OCTETS
from amends.models import Artifact, Case
from amends.rules.refusals import NotFound
from amends.web.errors import not_found
from amends.web.security import FILE_POLICY
from amends.web.uploads import store
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def staff_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Hand out a file of a case this colleague may see."""
    artifact = Artifact.objects.select_related("intake", "message").filter(pk=pk).first()
    came_with = (artifact.intake or artifact.message) if artifact else None
    case_id = came_with.case_id if came_with else None
    # Whoever may read the case that words have become part of may see what came with them.
    whole = Q(pk=case_id) | Q(merged_here__case=case_id, merged_here__undone_at=None)
    if case_id is None or not Case.objects.visible_to(request.actor).filter(whole).exists():
        raise NotFound
    return hand_out(request, artifact)


def hand_out(request: HttpRequest, artifact: Artifact | None) -> HttpResponseBase:
    """Return the bytes of a file, with headers that make them harmless."""
    path = store().path(artifact.sha256) if artifact else None
    if artifact is None or path is None or not path.is_file():
        return not_found(request)
    is_picture = artifact.media_type in INLINE
    response = FileResponse(path.open("rb"), content_type=artifact.media_type if is_picture else OCTETS)
    response.headers["Content-Disposition"] = (
        f"{'inline' if is_picture else 'attachment'}; filename*=UTF-8''{quote(artifact.name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response

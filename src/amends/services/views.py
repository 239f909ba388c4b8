"""Keep a view of the queue under a name, share it, and forget it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import SavedView, Site
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, NotAllowed
from amends.rules.writing import require_name
from amends.services.staff import require

LONGEST = 40
MOST = 20


@transaction.atomic
def keep_view(*, name: str, query: str, site: Site | None, by: Actor) -> SavedView:
    """Keep a view; one of the same name is replaced. With a ``site`` everybody who sees that place sees it too."""
    name = require_name(name, longest=LONGEST, field="name")
    require(by, "case.read", site.pk if site else None)
    if by.staff_id is None:
        raise NotAllowed(_("Only a colleague keeps views."))
    mine = SavedView.objects.select_for_update().filter(staff=by.staff_id)
    if mine.exclude(name=name).count() >= MOST:
        raise Conflict(_("You keep %(most)d views already. Forget one first."), field="name", params={"most": MOST})
    view, _is_new = mine.update_or_create(
        name=name,
        defaults={"query": query, "site": site},
        create_defaults={
            "staff_id": by.staff_id,
            "query": query,
            "site": site,
            "name": name,
        },
    )
    return view


@transaction.atomic
def forget_view(*, view: SavedView, by: Actor) -> None:
    """Forget a view of one's own."""
    if view.staff_id != by.staff_id:
        raise NotAllowed(_("Only who keeps a view forgets it."))
    view.delete()

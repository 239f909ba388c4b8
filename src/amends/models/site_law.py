"""Which law holds at a place."""

from __future__ import annotations

from django.db import models

from amends.models.sites import Site
from amends.rules.rights.applying import Grounds


class SiteLaw(models.Model):
    """What decides which rule packs speak at a place and below it; without one, what holds at the place above."""

    site = models.OneToOneField(Site, models.CASCADE, primary_key=True, related_name="law")
    countries = models.JSONField(default=list, help_text="As the packs name them: CN, EU, GB, US.")
    trade = models.CharField(max_length=20, blank=True, help_text="air, food ...; empty: one no pack is about.")
    switched_on = models.JSONField(default=list, help_text="Packs that count though off or not verified throughout.")

    def as_rule(self) -> Grounds:
        return Grounds(frozenset(self.countries), self.trade, frozenset(self.switched_on))

"""
Style sheets, scripts and pictures, served by the web process itself.

A wheel must show its pages at once, so there is no collecting step. Every address carries a digest over all assets
(``/static/3f9c…/app.css``): browsers keep what they fetched for ever, relative addresses in style sheets stay right,
and a new version of Amends is a new address.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware


@cache
def asset_prefix() -> str:
    """Return the path all assets stand under; without a digest while somebody is working on them."""
    if settings.DEBUG:
        return str(settings.STATIC_URL)
    digest = blake2b(digest_size=6)
    found = (finder.list(["*.map"]) for finder in finders.get_finders())
    for name, path in sorted((name, store.path(name)) for files in found for name, store in files):
        digest.update(name.encode())
        digest.update(Path(path).read_bytes())
    return f"{settings.STATIC_URL}{digest.hexdigest()}/"


class AssetStorage(StaticFilesStorage):
    """Gives `{% static %}` the address of an asset."""

    def url(self, name: str | None) -> str:
        """Return the lasting address of the asset called ``name``."""
        return asset_prefix() + str(name).lstrip("/")


class Assets(WhiteNoiseMiddleware):  # type: ignore[misc] # WhiteNoise has no types
    """Answers for the assets before anything else is asked."""

    def add_files_from_finders(self) -> None:
        """Serve straight from where the assets are installed, under their digest."""
        self.static_prefix = asset_prefix()
        super().add_files_from_finders()

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Return whether browsers may keep the file for ever: yes, its address holds the digest."""
        return asset_prefix() != settings.STATIC_URL

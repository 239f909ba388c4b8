"""Every address of the application: the API below ``/api/v1/``, everything else is a page."""

import sys

from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """
    A group of addresses whose module is loaded when the first of them is asked for.

    The API's framework takes as long to load as all our pages, and the first page should not wait for it. Reversing
    works as ever: only a name inside the namespace loads the module.
    """

    def __init__(self, route: str, module: str, *, namespace: str) -> None:
        """Put the addresses of ``module`` (its ``urlpatterns``) below ``route``, named inside ``namespace``."""
        super().__init__(RoutePattern(route), module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        if self.urlconf_name in sys.modules:
            super()._populate()


urlpatterns = [
    Later("api/v1/", "amends.api.urls", namespace="api"),
    path("", include("amends.web.urls")),
]

handler400 = "amends.web.errors.bad_request"
handler403 = "amends.web.errors.forbidden"
handler404 = "amends.web.errors.not_found"
handler500 = "amends.web.errors.server_error"

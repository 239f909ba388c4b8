"""Every address of the application: the API below ``/api/v1/``, everything else is a page."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("amends.api.urls")),
    path("", include("amends.web.urls")),
]

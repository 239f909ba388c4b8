"""The web application, for any WSGI server: `amends serve` starts it under granian."""

import os
from typing import Any

import django
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import set_urlconf

from amends import environment

API = "/api/"


class Application(WSGIHandler):
    """
    Django's application with a second lane: programs that bring a token come past what only browsers need.

    Sessions, cookies, static files and page headers cost a program's request more than its own framework does.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Build both lanes."""
        super().load_middleware(is_async)
        self._lane_of_programs: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]

    def get_response(self, request: HttpRequest) -> Any:
        """Answer a request on its lane."""
        if "HTTP_AUTHORIZATION" not in request.META or not request.path_info.startswith(API):
            return super().get_response(request)
        set_urlconf(None)  # ours, whatever the thread did before
        response = self._lane_of_programs(request)
        response._resource_closers.append(request.close)
        return response


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.settings")
environment.ensure_secret_key()  # before the settings are read
django.setup(set_prefix=False)

application = Application()

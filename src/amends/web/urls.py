"""Every page, and what answers it."""

from django.urls import path

from amends.web import (
    cases,
    customers,
    entry,
    files,
    health,
    languages,
    listening,
    me,
    people,
    queue,
    searching,
    settings_pages,
    signing_in,
    sites,
    starting,
    stories,
    taxonomy,
    tokens,
    tracking,
    undoing,
    welcome,
)

CASE = "cases/<str:reference>"
TRACK = "t/<str:spoken>/<str:key>"

urlpatterns = [
    # customers, without an account
    path("", listening.tell),
    path("t", tracking.find),
    path(TRACK, tracking.track),
    path(f"{TRACK}/told", tracking.told),
    path(f"{TRACK}/words", tracking.add_words),
    path(f"{TRACK}/solved", tracking.solved),
    path(f"{TRACK}/not-yet", tracking.not_yet),
    path(f"{TRACK}/person", tracking.person),
    path(f"{TRACK}/files/<int:pk>", tracking.customer_file),
    path("language", languages.choose_language),
    # colleagues
    path("sign-in", signing_in.sign_in),
    path("sign-out", signing_in.sign_out),
    path("queue", queue.queue),
    path("cases/new", entry.new_case),
    path(CASE, cases.case),
    path(f"{CASE}/write", cases.write),
    path(f"{CASE}/judge", cases.judge),
    path(f"{CASE}/date", cases.promise_date),
    path(f"{CASE}/hand-over", cases.hand_over),
    path(f"{CASE}/transfer", cases.answer_transfer),
    path(f"{CASE}/close-out", cases.close_out),
    path("undo/<int:pk>", undoing.undo),
    path("files/<int:pk>", files.staff_file),
    path("search", searching.search),
    path("customers", customers.customers),
    path("customers/<int:pk>", customers.customer),
    path("settings", settings_pages.settings),
    path("settings/me", me.me),
    path("settings/people", people.people),
    path("settings/people/<int:pk>", people.one),
    path("settings/sites", sites.sites),
    path("settings/sites/<int:pk>", sites.site),
    path("settings/failures", taxonomy.failures),
    path("settings/failures/<int:pk>", taxonomy.failure),
    path("settings/tokens", tokens.tokens),
    path("settings/tokens/<int:pk>/revoke", tokens.revoke),
    path("settings/stories", stories.stories),
    path("settings/stories/remove", stories.remove),
    path("welcome", welcome.welcome),
    # the installation
    path("start", starting.start),
    path("healthz", health.healthz),
]

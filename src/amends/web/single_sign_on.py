"""The way to the organisation's own provider of sign-ins, and the way back from it."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_GET

from amends.rules.refusals import Invalid, NotFound, TooMany
from amends.services.single_sign_on import SINGLE_SIGN_ON, ask_provider, prove_by_provider, provider
from amends.web.entering import come_in, enter, prove
from amends.web.errors import in_words
from amends.web.pacing import caller_of, count_wrong_sign_in, pace_sign_in
from amends.web.respond import done, own_path
from amends.web.signing_in import ask_with_problem
from amends.web.visitors import PublicRequest, public_page, signed_in

ASKED = "provider_question"  # in the session: what the provider was asked, until it answers once


@require_GET  # a link and no form: browsers refuse to follow a form to another site (form-action)
@public_page
def ask(request: PublicRequest) -> HttpResponseBase:
    """Send the browser to the provider, and keep where its owner wants to go."""
    wanted = own_path(request.GET.get("next", ""), "/today")
    if provider() is None:
        raise NotFound
    try:
        pace_sign_in(request)
        address, asked = ask_provider(now=request.now)
    except (Invalid, TooMany) as refusal:
        return ask_with_problem(request, wanted, in_words(refusal), is_half=False)
    request.session[ASKED] = {**asked, "wanted": wanted}
    return HttpResponseRedirect(address)


@require_GET
@public_page
def back(request: PublicRequest) -> HttpResponseBase:
    """Let in whom the provider vouches for; for somebody who is in already it is a fresh proof."""
    known_provider = provider()
    if known_provider is None:
        raise NotFound
    asked = request.session.pop(ASKED, None) or {}  # good for one answer
    wanted = asked.get("wanted", "/today")
    try:
        pace_sign_in(request)
        person = prove_by_provider(asked=asked, answer=request.GET.dict(), address=caller_of(request), now=request.now)
    except (Invalid, TooMany) as refusal:
        count_wrong_sign_in(request)
        return ask_with_problem(request, wanted, in_words(refusal), is_half=False)
    known = signed_in(request)
    if known and known[0].pk == person.pk:
        prove(request, now=request.now)
        return done(wanted)
    if known_provider.asks_twice:
        return come_in(request, person, wanted, means=SINGLE_SIGN_ON, now=request.now)
    enter(request, person, means=SINGLE_SIGN_ON, is_vouched_for=True, now=request.now)
    return done(wanted)

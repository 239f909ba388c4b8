"""Speak with authenticators: what a browser is asked, and whether its answer is true (Web Authentication, level 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

Question = tuple[dict[str, Any], dict[str, Any]]  # what the browser is asked, and what we keep until it answers


class NotTrue(Exception):
    """The answer does not prove what was asked."""


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a device attested: the key's name on the device, its public half, how often it was used."""

    credential_id: bytes
    credential: bytes
    used_count: int


class Passkeys:
    """
    The house as authenticators know it, by its public address and by no other.

    The device itself must have asked who holds it (a finger, a face, a number), so that one passkey is two factors.
    """

    def __init__(self, *, public_url: str, name: str) -> None:
        """Stand for ``public_url``; a request's own Host header is never asked."""
        parts = urlsplit(public_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        self._server = Fido2Server(
            PublicKeyCredentialRpEntity(id=parts.hostname or "", name=name),
            verify_origin=lambda claimed: claimed == origin,
        )

    def ask_new(self, *, handle: bytes, email: str, name: str, known: Sequence[bytes]) -> Question:
        """Ask for a new passkey of a person, from a device that holds none of the ``known`` ones."""
        options, state = self._server.register_begin(
            PublicKeyCredentialUserEntity(id=handle, name=email, display_name=name),
            [AttestedCredentialData(one) for one in known],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return dict(options.public_key), dict(state)

    def read_new(self, state: Mapping[str, Any], answer: Mapping[str, Any]) -> NewPasskey:
        """Return the new passkey; raises NotTrue."""
        try:
            told = self._server.register_complete(state, answer)
        except Exception as error:  # whatever a stranger sends, it proves nothing
            raise NotTrue from error
        credential = told.credential_data
        if credential is None:
            raise NotTrue
        return NewPasskey(credential.credential_id, bytes(credential), told.counter)

    def ask_who(self, known: Sequence[bytes] = ()) -> Question:
        """Ask for one of the ``known`` passkeys, or for any that the device holds for us."""
        options, state = self._server.authenticate_begin(
            [AttestedCredentialData(one) for one in known] or None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return dict(options.public_key), dict(state)

    def check_who(self, state: Mapping[str, Any], answer: Mapping[str, Any], *, credential: bytes) -> int:
        """Return how often the device says the passkey was used, once its signature is right; raises NotTrue."""
        try:
            self._server.authenticate_complete(state, [AttestedCredentialData(credential)], answer)
            return int(AuthenticationResponse.from_dict(answer).response.authenticator_data.counter)
        except Exception as error:
            raise NotTrue from error


def credential_id_of(answer: Mapping[str, Any]) -> bytes:
    """Return which passkey an answer claims to come from; raises NotTrue for none."""
    try:
        return websafe_decode(str(answer["rawId"]))
    except (KeyError, ValueError) as error:
        raise NotTrue from error

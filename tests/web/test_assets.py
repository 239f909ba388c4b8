"""Styles and scripts: small on the way, kept for ever, and the same ones whoever asks."""

import gzip

import brotli
import pytest

from amends.web.assets import PACKERS, asset_prefix
from tests.web.browsing import stranger

STYLES = asset_prefix() + "parts.css"


def body(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(("accepted", "unpack"), [("gzip, br", brotli.decompress), ("gzip", gzip.decompress)])
def test_our_own_styles_are_compressed_for_who_takes_it(accepted, unpack):
    plain = body(stranger().get(STYLES))

    answer = stranger().get(STYLES, headers={"accept-encoding": accepted})
    packed = body(answer)

    assert answer["Content-Encoding"] in PACKERS
    assert int(answer["Content-Length"]) == len(packed) < len(plain) / 2
    assert unpack(packed) == plain


def test_who_takes_no_compression_gets_the_text_itself():
    answer = stranger().get(STYLES, headers={"accept-encoding": "identity"})

    assert "Content-Encoding" not in answer
    assert answer["Vary"] == "Accept-Encoding"
    assert b"box-sizing" in body(answer)


def test_an_asset_may_be_kept_for_ever_and_is_not_sent_twice():
    first = stranger().get(STYLES, headers={"accept-encoding": "br"})
    body(first)

    again = stranger().get(STYLES, headers={"accept-encoding": "br", "if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "max-age=315360000, public, immutable"
    assert again.status_code == 304


def test_a_look_at_the_head_says_how_large_the_body_would_be():
    answer = stranger().head(STYLES, headers={"accept-encoding": "br"})

    assert answer["Content-Encoding"] == "br"
    assert body(answer) == b""

"""A logo is drawn anew: what comes out holds pixels and nothing that came in."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from amends.gateways import pictures
from amends.gateways.pictures import NotAPicture


def picture(size=(64, 32), kind="PNG", mode="RGB", **more) -> bytes:
    file = BytesIO()
    Image.new(mode, size, "teal").save(file, kind, **more)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_common_picture_becomes_a_png(kind: str):
    drawn = Image.open(BytesIO(pictures.logo(picture(kind=kind))))

    assert (drawn.format, drawn.size) == ("PNG", (64, 32))


def test_a_large_one_is_made_to_fit():
    assert Image.open(BytesIO(pictures.logo(picture((4000, 1000))))).size == (480, 120)


def test_nothing_that_was_hidden_in_it_comes_out():
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "<script>alert(1)</script>")
    png = pictures.logo(picture(pnginfo=note) + b"<?php evil(); ?>")

    assert b"script" not in png
    assert b"php" not in png


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "data", [SVG, b"", b"not a picture", picture()[:60], picture(kind="BMP"), bytes(pictures.MOST_BYTES + 1)]
)
def test_what_is_no_picture_is_refused(data: bytes):
    with pytest.raises(NotAPicture):
        pictures.logo(data)


def test_a_torn_picture_is_refused_also_after_something_was_printed(monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)

    with pytest.raises(NotAPicture):
        pictures.logo(picture()[:60])


def test_a_small_file_that_claims_to_be_huge_is_not_unpacked():
    with pytest.raises(NotAPicture):
        pictures.logo(picture((20_000, 20_000), mode="1"))

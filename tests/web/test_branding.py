"""Name, colour and logo on every public page; set by an administrator, judged before anybody has to read it."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from amends.models import Event, Logo, Organisation
from amends.services import directory
from tests.builders import build_case, build_house, build_staff
from tests.web.browsing import browser_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db
HERE = "/settings/branding"


@pytest.fixture(autouse=True)
def house():
    return build_house()


@pytest.fixture
def desk(house):
    return browser_of(house.administrator)


def save(desk, **fields):
    answer = desk.post(HERE, {"name": "Café Living", "colour": "#7A3B2E", **fields})
    directory.forget_directory()
    return answer


def logo_file(name="logo.png"):
    file = BytesIO()
    Image.new("RGB", (90, 30), "maroon").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue())


def test_name_colour_and_logo_stand_on_every_public_page(desk, house):
    case = build_case()
    assert save(desk, logo=logo_file()).status_code == 303

    logo = Logo.objects.get()
    for path in ("/", "/t", f"/s/{house.root.pk}", f"/s/{house.root.pk}/poster", track_of(case), "/t/AM-1/NO", "/none"):
        page = stranger().get(path).content.decode()
        assert '<link rel="stylesheet" href="/brand/7A3B2E.css">' in page, path
        assert f'<img class="public-logo" src="/brand/{logo.digest}.png" alt=""><span>Café Living</span>' in page, path
    assert Event.objects.filter(verb="organisation.edited").count() == 1


def test_the_sheet_follows_from_its_address_and_names_no_other_tokens():
    sheet = stranger().get("/brand/FFD400.css")
    words = sheet.content.decode()

    assert (sheet["Content-Type"], "immutable" in sheet["Cache-Control"]) == ("text/css; charset=utf-8", True)
    assert set(re.findall(r"(--[\w-]+):", words)) == {"--brand", "--on-brand"}
    assert re.findall(r"#[0-9A-F]{6}", words) == ["#8C7400", "#FFD400", "#FFFFFF", "#171512"]


@pytest.mark.parametrize("colour", ["red", "12345", "}body{}", "FFD400;"])
def test_nothing_but_a_colour_makes_a_sheet(colour):
    assert stranger().get(f"/brand/{colour}.css").status_code == 404


def test_the_administrator_is_told_which_shade_stands_for_a_pale_colour(desk):
    save(desk, colour="#ffd400")

    assert "We use #8C7400 instead." in text_of(desk.get(HERE))
    assert desk.get(f"{HERE}/shades?colour=FFD400").json() == {
        "sheet": "/brand/FFD400.css",
        "words": "White words on it would be hard to read (1.4 to 1, needed 4.5). We use #8C7400 instead.",
    }
    assert desk.get(f"{HERE}/shades?colour=blue").status_code == 404


def test_an_svg_is_refused_beside_its_field_and_nothing_is_changed(desk):
    svg = SimpleUploadedFile("logo.png", b"<svg><script>alert(1)</script></svg>")

    answer = save(desk, logo=svg, name="Other")

    assert answer.status_code == 422
    assert "Save an SVG as PNG first." in text_of(answer)
    assert 'value="Other"' in answer.content.decode()
    assert (Organisation.objects.get().name, Logo.objects.count()) == ("Clearwater", 0)


def test_a_logo_is_replaced_and_taken_away_and_old_ones_do_not_pile_up(desk):
    save(desk, logo=logo_file())
    first = Organisation.objects.get().logo
    handed_out = stranger().get(f"/brand/{first}.png")
    save(desk)
    kept = Organisation.objects.get().logo
    save(desk, without_logo="on", ours="on")

    assert (handed_out["Content-Type"], handed_out["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert kept == first
    organisation = Organisation.objects.get()
    assert (organisation.logo, organisation.colour, Logo.objects.count()) == ("", "", 0)
    assert stranger().get(f"/brand/{first}.png").status_code == 404


def test_nobody_else_may_set_it():
    colleague = browser_of(build_staff("supervisor"))

    assert (colleague.get(HERE).status_code, save(colleague).status_code) == (403, 403)
    assert Organisation.objects.get().name == "Clearwater"

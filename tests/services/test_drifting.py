"""What became of suggestions, and whether they get worse."""

import pytest

from amends.models import Event, FailureType, LearnedModel, Notification, Suggestion
from amends.services.drifting import fates, watch_drift
from tests.builders import DAY, NOW, again, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db
MARK = "ab" * 32
FIGURES = {
    "judged": 100, "accuracy": 0.8, "macro_f1": 0.8, "calibration_error": 0.02, "answered": 0.9,
    "right_of_answered": 0.9,
}  # fmt: skip


@pytest.fixture
def house():
    return build_house()


def kind(key):
    return FailureType.objects.get(key=key)


def suggested(house, key, said, *, many=1, learned=MARK, at=NOW):
    for _number in range(many):
        case = build_case(site=house.harbour, failure_type_id=kind(said).pk if said else None)
        made = {"confidence": 0.9, "learned": learned, "suggested_at": at}
        Suggestion.objects.create(case=case, failure_type=kind(key) if key else None, **made)


def in_use():
    return LearnedModel.objects.create(
        fingerprint=MARK, learned_at=NOW - DAY, texts=400, figures=FIGURES, champion_figures=FIGURES,
        taken_up_at=NOW - DAY,
    )  # fmt: skip


def test_each_kind_is_counted_by_what_became_of_it(house):
    suggested(house, "rude", "rude", many=3)
    suggested(house, "rude", "no_show", many=2)
    suggested(house, "rude", None)
    suggested(house, None, "rude")
    suggested(house, "rude", "rude", at=NOW - 100 * DAY)

    found, unsure = fates(now=NOW)

    fate = found[kind("rude").pk]
    assert (fate.suggested, fate.taken, fate.waiting, unsure) == (6, 3, 1, 1)
    assert dict(fate.corrected) == {kind("no_show").pk: 2}


def test_who_edits_the_types_is_told_once_that_suggestions_are_right_less_often(house):
    build_staff("supervisor", house.harbour)
    analyst = build_staff("analyst")
    model = in_use()
    suggested(house, "rude", "rude", many=20)
    suggested(house, "rude", "no_show", many=12)

    assert [watch_drift(now=NOW), watch_drift(now=NOW + DAY)] == [True, False]

    told = Notification.objects.filter(kind="learning.drifted")
    assert {one.to for one in told} == {house.administrator, analyst}
    assert again(model).drifted_at == NOW
    assert Event.objects.filter(verb="learning.drifted").count() == 1


def test_a_few_wrong_ones_by_chance_or_by_another_model_raise_nothing(house):
    in_use()
    suggested(house, "rude", "rude", many=27)
    suggested(house, "rude", "no_show", many=5)
    suggested(house, "rude", "no_show", many=30, learned="")

    assert not watch_drift(now=NOW)
    assert not Notification.objects.filter(kind="learning.drifted").exists()


def test_without_a_model_there_is_nothing_to_drift(house):
    suggested(house, "rude", "no_show", many=40, learned="")

    assert not watch_drift(now=NOW)

"""Sorting texts: what is learnt, how sure it is, and that it can be kept and read again."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.engines.triage.counting import vocabulary
from amends.engines.triage.files import CannotRead, load, save
from amends.engines.triage.folding import folds
from amends.engines.triage.meaning import Meaning, fit_meaning
from amends.engines.triage.measuring import calibration_error, macro_f1, quality, threshold
from amends.engines.triage.model import Model
from amends.engines.triage.pieces import characters, words
from amends.engines.triage.training import CannotTrain, train
from tests.engines.sorted_complaints import complaints


@pytest.fixture(scope="module")
def model() -> Model:
    """Return what 150 complaints teach."""
    return train(*complaints(150))


def test_texts_in_both_languages_are_sorted_and_the_words_that_decided_are_named(model):
    late, rude = model.judge(["包裹一直没到，怎么回事", "The CLERK was rude to me!"])

    assert (late.label, rude.label) == ("late", "rude")
    assert late.confidence > 0.7
    assert any(word in "包裹一直没到" for word in late.why)
    assert any("clerk" in word or "rude" in word for word in rude.why)


def test_a_text_without_any_known_piece_is_left_to_a_person(model):
    empty, foreign = model.judge(["", "ᚠᚢᚦ"])

    assert empty.abstain
    assert foreign.abstain
    assert foreign.why == ()


def test_what_was_told_with_wrong_labels_makes_it_ask_more_often():
    sure, unsure = train(*complaints(240)), train(*complaints(240, noise=0.4))
    texts, _ = complaints(60, seed=9)

    assert sum(row.abstain for row in unsure.judge(texts)) > sum(row.abstain for row in sure.judge(texts))
    assert unsure.quality.accuracy < sure.quality.accuracy


def test_the_same_texts_teach_the_same_model_with_the_same_fingerprint(model):
    again = train(*complaints(150))
    texts, _ = complaints(30, seed=5)

    assert list(again.judge(texts)) == list(model.judge(texts))
    assert again.fingerprint == model.fingerprint
    assert train(*complaints(153)).fingerprint != model.fingerprint


def test_a_model_read_back_judges_the_same(model, tmp_path):
    save(model, tmp_path / "m")
    texts, _ = complaints(50, seed=3)

    assert list(load(tmp_path / "m").judge(texts)) == list(model.judge(texts))


def test_a_folder_without_a_model_or_with_a_newer_one_is_refused(model, tmp_path):
    with pytest.raises(CannotRead):
        load(tmp_path)
    save(model, tmp_path)
    about = json.loads((tmp_path / "model.json").read_text())
    (tmp_path / "model.json").write_text(json.dumps(about | {"format": 99}))

    with pytest.raises(CannotRead, match="format 99"):
        load(tmp_path)


def test_arrays_that_would_have_to_be_executed_are_refused(model, tmp_path):
    save(model, tmp_path)
    np.savez(tmp_path / "arrays.npz", **{"characters.rarity": np.array([object()])})

    with pytest.raises(CannotRead):
        load(tmp_path)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_each_text_gets_one_judgement_whatever_stands_around_it(model, texts):
    alone = [next(model.judge([text])) for text in texts]

    together = list(model.judge(texts))
    assert [row.label for row in together] == [row.label for row in alone]
    assert [row.confidence for row in together] == pytest.approx([row.confidence for row in alone], abs=2e-4)
    assert all(0 < row.confidence <= 1 for row in together)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["a", "A ", "b!", "c", "d", "e", "c."]), min_size=1, max_size=40))
def test_twins_never_stand_in_two_parts(texts):
    part = folds(texts, np.zeros(len(texts), dtype=np.int64), 3)

    parts_of: dict[str, set[int]] = {}
    for text, at in zip(texts, part.tolist(), strict=True):
        parts_of.setdefault(text.strip(" !.").lower(), set()).add(at)
    assert all(len(found) == 1 for found in parts_of.values())


def test_texts_fall_into_runs_and_words_of_their_script():
    assert list(characters("坏了")) == ["坏", "了", "坏了"]
    assert list(characters("Oh")) == [" o", "oh", "h ", " oh", "oh ", " oh "]
    assert list(words("Too late, 坏了！")) == [
        *("too", "late", "坏", "了", "!"),
        *("too late", "late 坏", "坏了", "了 !"),
        *("too late 坏", "late 坏了", "坏了 !"),
    ]


def test_several_nets_side_by_side_say_the_mean_of_what_each_says():
    texts, labels = complaints(60)
    rows, kinds = vocabulary(texts, words).rows(texts, words), np.unique(np.array(labels), return_inverse=True)[1]

    one, three = fit_meaning(rows, kinds, 3), fit_meaning(rows, kinds, 3, nets=3)
    alone = replace(three, **_unit_of(three, 64))

    assert three.inner.shape == (one.inner.shape[0], 3 * 64)
    assert alone.scores(rows) == pytest.approx(one.scores(rows) - one.outer_start)


def _unit_of(many: Meaning, hidden: int) -> dict[str, np.ndarray]:
    """Return the layers of the first of three nets, without where its labels start."""
    first = {"inner": many.inner[:, :hidden], "inner_start": many.inner_start[:hidden]}
    return first | {"outer": many.outer[:hidden] * 3, "outer_start": np.zeros(many.outer.shape[1])}


def test_too_little_to_learn_from_is_said():
    with pytest.raises(CannotTrain, match="two labels"):
        train(["a", "b"], ["x", "x"])
    with pytest.raises(CannotTrain, match="four texts"):
        train(["a", "b", "c"], ["x", "y", "x"])


def test_figures_are_those_worked_out_by_hand():
    assert macro_f1(np.array([0, 0, 1]), np.array([0, 1, 1])) == pytest.approx(2 / 3)
    assert calibration_error(np.array([True, False]), np.array([0.8, 0.8])) == pytest.approx(0.3)
    right, confidence = np.array([True, True, False]), np.array([0.9, 0.8, 0.7])
    assert threshold(right, confidence) == 0.8
    assert quality(np.array([1, 1, 0]), np.array([1, 1, 1]), confidence).coverage == pytest.approx(2 / 3)
    assert threshold(np.array([False]), np.array([0.9])) > 1

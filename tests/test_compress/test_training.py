"""Training a tiny project from end to end, cancelling it, and killing it."""

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.spoken_project import WORDS, tone_project

from audio.dataset import load_takes
from audio.errors import AudioError, ProjectError
from audio.importing import import_folder
from audio.project import Project
from audio.stage import Progress, finish
from compress import presets
from compress.batches import Variety
from compress.card import CARD_FILE, model_card
from compress.evaluation import evaluate_folder, in_words
from compress.fitting import Recipe
from compress.livecurve import LiveCurve
from compress.metadata import extract
from compress.parts import deal
from compress.presets import Preset
from compress.projectmodels import load_variant, load_variants
from compress.training import made_from, train_project, unheard_takes

TINY = Preset(
    "tiny",
    "For tests.",
    ("mixconv-32",),
    500,
    Recipe(epochs=4, batches=50, variety=Variety(batch=64)),
    said_words=40,
)


@pytest.fixture(scope="module", autouse=True)
def tiny_preset() -> Iterator[None]:
    presets.PRESETS["tiny"] = TINY
    yield
    del presets.PRESETS["tiny"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, list[Progress]]:
    """A trained project, and what it said while it trained."""
    project = tone_project(tmp_path_factory.mktemp("trained"))
    said: list[Progress] = []
    finish(train_project(project, "tiny"), said.append)
    return Project.open(project.folder), said


def test_it_learns_the_words(trained: tuple[Project, list[Progress]]) -> None:
    variant = load_variant(trained[0])
    assert variant.labels == (*WORDS, "_unknown_", "_silence_")
    assert variant.metrics["accuracy"] > 0.8
    assert variant.metrics["clips"] > 10
    assert variant.metrics["false_reject_rate"] < 0.5
    assert variant.macs > 100_000
    steps = [step.step for step in variant.steps]
    assert steps == ["distill", "quantize_int8", "slim", "parity"]


def test_the_first_result_is_chosen_and_describes_itself(
    trained: tuple[Project, list[Progress]],
) -> None:
    project = trained[0]
    assert project.chosen_variant == "mixconv-32"
    variant = load_variant(project)
    metadata = extract(variant.tflite)
    assert metadata is not None
    assert metadata.labels == variant.labels
    assert metadata.detector == variant.detector
    assert metadata.front_end == variant.front_end
    threshold = variant.metrics["threshold"]
    assert set(variant.detector.thresholds) == {round(threshold * 32767)}


def test_its_card_and_its_history_are_beside_it(
    trained: tuple[Project, list[Progress]],
) -> None:
    project = trained[0]
    variant = load_variant(project)
    card = (project.models / variant.name / CARD_FILE).read_text("utf-8")
    assert card == model_card(variant).markdown()
    unheard = {take.content_hash for take in unheard_takes(project)}
    heard = set(variant.history["heard"])
    assert not heard & unheard
    assert len(heard) + len(unheard) == len(load_takes(project).takes)


def test_takes_that_come_later_do_not_make_heard_ones_unheard(
    trained: tuple[Project, list[Progress]], tmp_path: Path
) -> None:
    project = trained[0]
    source = project.folder.parent / "recordings"
    before = finish(evaluate_folder(project, load_variant(project), source))["left_out"]
    grown = Project.open(shutil.copytree(project.folder, tmp_path / "grown"))
    new_people = tone_project(tmp_path, speakers=9, each=1).folder.parent / "recordings"
    for path in sorted(new_people.glob("rise/*.wav")):
        path.rename(path.with_name("new" + path.name))
    finish(import_folder(grown, new_people))
    assert {take.name for take in unheard_takes(grown)} != {t.name for t in unheard_takes(project)}
    after = finish(evaluate_folder(grown, load_variant(grown), source))["left_out"]
    assert after == before


def test_progress_only_grows_and_tells_loss_and_time(
    trained: tuple[Project, list[Progress]],
) -> None:
    said = trained[1]
    fractions = [step.fraction for step in said]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    epochs = [step.details for step in said if "loss" in step.details]
    assert epochs[-1]["epoch"] == TINY.recipe.epochs
    assert epochs[-1]["loss"] < epochs[0]["loss"]
    assert any(step.details.get("val_accuracy") for step in said)
    curve = LiveCurve()
    assert [curve.add(step) for step in said].count(True) == len(curve.series[0].losses)
    assert curve.series[0].accuracies[-1][0] == 1.0  # It is judged at the end of each epoch.
    assert any(step.seconds_left for step in said)


def test_training_again_changes_nothing_until_the_takes_do(
    trained: tuple[Project, list[Progress]],
) -> None:
    project = trained[0]
    before = load_variant(project)
    [again] = finish(train_project(project, "tiny"))
    assert again == before
    takes = load_takes(project)
    hashed = made_from(project, takes, TINY, "mixconv-32", project.settings.seed)
    assert hashed == before.made_from
    fewer = replace(takes, takes=takes.takes[1:])
    other_words = replace(project, words=("rise",))
    others = {
        made_from(project, fewer, TINY, "mixconv-32", 1),
        made_from(other_words, takes, TINY, "mixconv-32", 1),
        made_from(project, takes, TINY, "mixconv-48", 1),
        made_from(project, takes, TINY, "mixconv-32", 2),
        made_from(project, takes, replace(TINY, recipe=Recipe()), "mixconv-32", 1),
    }
    assert len(others | {hashed}) == 6


def test_takes_of_training_are_left_out_of_an_evaluation(
    trained: tuple[Project, list[Progress]],
) -> None:
    project = trained[0]
    source = project.folder.parent / "recordings"
    metrics = finish(evaluate_folder(project, load_variant(project), source))
    takes = load_takes(project).takes
    unheard = unheard_takes(project)
    assert metrics["left_out"] == len(takes) - len(unheard)
    for key in ("accuracy", "false_reject_rate", "false_accepts", "clips", "confusion", "curve"):
        assert metrics[key] == load_variant(project).metrics[key], key


def test_what_a_folder_lacks_is_said_and_not_made_up(
    trained: tuple[Project, list[Progress]], tmp_path: Path
) -> None:
    """A folder with words only, then one with background only."""
    project, source = trained[0], trained[0].folder.parent / "recordings"
    variant = load_variant(project)
    heard_by_none = [take for take in unheard_takes(project) if take.label == "rise"]
    (tmp_path / "words" / "rise").mkdir(parents=True)
    for take in heard_by_none:
        name = take.path.stem + ".flac"
        (tmp_path / "words" / "rise" / name).write_bytes(take.path.read_bytes())
    metrics = finish(evaluate_folder(project, variant, tmp_path / "words"))
    assert metrics["clips"] == metrics["words"] == len(heard_by_none) > 0
    assert metrics["false_accepts_per_hour"] is None
    assert metrics["false_accepts_per_hour_upper"] is None
    assert "for want of sound without a word" in in_words(metrics)
    assert in_words(variant.metrics).endswith("hours")
    with pytest.raises(AudioError, match="not heard already"):
        finish(evaluate_folder(project, variant, only_heard(project, source, tmp_path / "heard")))


def only_heard(project: Project, source: Path, folder: Path) -> Path:
    """A copy of the recordings of one speaker who was trained on."""
    parts = deal(load_takes(project).takes, WORDS, project.settings.seed)
    speaker = next(take.speaker for take in parts.train if take.label == "rise")
    (folder / "rise").mkdir(parents=True)
    for path in (source / "rise").glob(f"{speaker}_*.wav"):
        (folder / "rise" / path.name).write_bytes(path.read_bytes())
    return folder


def test_everybody_is_in_one_part_and_long_audio_chooses_thresholds(
    trained: tuple[Project, list[Progress]],
) -> None:
    takes = load_takes(trained[0]).takes
    parts = deal(takes, WORDS, 1)
    assert sorted(t.name for part in (parts.train, parts.val, parts.test) for t in part) == sorted(
        take.name for take in takes
    )
    for label in ("_background_", "_speech_"):
        assert any(take.label == label for take in parts.val)
        assert any(take.label == label for take in parts.train)
    with pytest.raises(AudioError, match="whistle"):
        deal(takes, ("rise", "whistle"), 1)


def test_cancelling_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=5, each=1)
    before = snapshot(project.folder)
    stage = train_project(project, "tiny")
    for step in stage:
        if "loss" in step.details:
            break
    else:
        pytest.fail("it ended before it could be cancelled")
    stage.close()
    assert snapshot(project.folder) == before
    assert not multiprocessing.active_children()


def test_killing_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=5, each=1)
    before = snapshot(project.folder)
    trainer = multiprocessing.get_context("spawn").Process(
        target=train_to_the_end, args=(project.folder,)
    )
    trainer.start()
    time.sleep(6)  # In the middle of something; whatever it is, nothing may be half written.
    assert trainer.pid is not None
    os.kill(trainer.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    trainer.join(30)
    assert trainer.exitcode != 0
    assert snapshot(project.folder) == before
    assert load_variants(Project.open(project.folder).models) == []


def train_to_the_end(folder: Path) -> None:
    """What the killed process does."""
    presets.PRESETS["tiny"] = TINY
    finish(train_project(Project.open(folder), "tiny"))


def test_an_unknown_preset_is_named(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project", WORDS)
    with pytest.raises(ProjectError, match="quick, standard, thorough"):
        finish(train_project(project, "best"))
    with pytest.raises(AudioError, match="rise, fall"):
        finish(train_project(project, "tiny"))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its content."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}

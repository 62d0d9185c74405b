"""Near words in the training: only when asked for, never instead of speech, and said if missing."""

from __future__ import annotations

import numpy as np
import pytest
from fakes.spoken_project import WORDS, tone_project

from audio.dataset import load_takes
from audio.errors import ProjectError
from audio.frontend import FrontEndSettings
from audio.project import Project, Settings
from audio.synthesis import Synthesizer
from compress.cardfacts import people_lines
from compress.history import history_of
from compress.material import Clip, Material, load_material
from compress.parts import deal
from compress.pool import Pool
from compress.presets import get_preset
from compress.scenes import SceneMaker, SceneSettings

installed = pytest.mark.skipif(Synthesizer.find() is None, reason="espeak-ng is not installed here")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return tone_project(tmp_path_factory.mktemp("near"), speakers=3, each=1)


@installed
def test_they_are_made_when_asked_for_and_the_same_each_time(project: Project) -> None:
    takes = load_takes(project).takes

    def near(count: int, seed: int = 1) -> tuple[Clip, ...]:
        return load_material(takes, WORDS, np.random.default_rng(seed), 0, count).near

    assert near(0) == ()
    some, again, other = near(12), near(12), near(12, seed=2)
    assert len(some) == 12
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(some, again, strict=True))
    assert any(len(a.samples) != len(b.samples) for a, b in zip(some, other, strict=True))
    assert all(0 <= clip.start < clip.end <= len(clip.samples) for clip in some)


def test_without_a_synthesizer_there_are_none_and_the_card_says_so(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Synthesizer, "find", classmethod(lambda cls: None))
    takes = load_takes(project).takes
    assert load_material(takes, WORDS, np.random.default_rng(1), 0, 12).near == ()
    wishing = project.changed(settings=Settings(near_words=12))
    assert Project.open(wishing.folder).settings.near_words == 12
    pool = Pool(np.zeros((0, 40), np.int8), np.zeros((0, 3), np.int32), (*WORDS, "_u_", "_s_"))
    parts = deal(takes, WORDS, 1)
    said = " ".join(people_lines(history_of(wishing, parts, get_preset("quick"), 1, pool)))
    assert "no synthesizer that could say" in said


@pytest.mark.parametrize("count", [-1, 10_001])
def test_a_senseless_number_is_refused(count: int) -> None:
    with pytest.raises(ProjectError, match="near words"):
        Settings(near_words=count)


def test_their_share_comes_from_the_known_words_alone() -> None:
    def tone(pitch: int) -> np.ndarray:
        time = np.arange(6400) / 16000
        return np.asarray(6000 * np.sin(2 * np.pi * pitch * time), np.int16)

    def clip(pitch: int) -> Clip:
        return Clip(tone(pitch), 0, 6400)

    labels = ("a", "_unknown_", "_silence_")
    speech = (np.tile(tone(900), 10),)
    known, near = ((clip(400),), ()), (clip(700),)
    settings = SceneSettings(silent_scenes=0, known_words=0.6, unlabelled_words=0, near_words=0.2)

    def share_of_words(material: Material) -> float:
        maker = SceneMaker(material, FrontEndSettings(), settings)
        random = np.random.default_rng(1)
        rows = np.concatenate([maker.make(random).rows for _ in range(40)])
        return float(np.mean(rows[:, 2] == 0))

    without = share_of_words(Material(labels, known, (), speech))
    with_near = share_of_words(Material(labels, known, (), speech, near))
    assert without == pytest.approx(0.6, abs=0.07)
    assert with_near == pytest.approx(0.4, abs=0.07)

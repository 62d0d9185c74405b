"""What an installed copy can check by itself: every part is there, and the whole way works.

    for result in run_checks(core_checks(place)):
        print(result.line())

Nothing is read but what was installed, nothing is written but in `place`, and the network is left
alone: `audio.offline` refuses it while the checks run.
"""

from __future__ import annotations

import os
import platform
import ssl
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from audio.bundled import DEMO_TAKES
from audio.dataset import load_takes, read_samples
from audio.errors import WakewrightError
from audio.frontend import SAMPLE_RATE_HZ
from audio.importing import import_folder
from audio.microphones import SystemMicrophone, find_device
from audio.offline import allow_network, attempts, forbid_network
from audio.portaudio import MicrophoneError
from audio.project import Project
from audio.recording import Recording, record_takes
from audio.stage import finish, in_process
from audio.virtual_microphone import VirtualMicrophone, missing_programs
from compress.fitting import Recipe
from compress.longaudio import spoken_sound
from compress.making import make_variants
from compress.parts import deal
from compress.presets import get_preset
from compress.projectmodels import load_variant
from compress.sample import make_sample, sample_words
from compress.training import prepare, unheard_takes
from compress.variant import Variant
from firmware.boards import load_board
from firmware.build import build
from firmware.certificates import trusted
from firmware.engines.baked import compile_model
from firmware.inventory import built_stock, differences, source_stock, take_stock
from firmware.listen import listen
from firmware.selftest_parts import (
    draw_pictures,
    import_everything,
    keep_studies,
    write_exports,
)
from firmware.toolchains.cortex_m4 import ToolchainError

PASSED, FAILED, LEFT_OUT = "passed", "failed", "left out"
# A training that is long enough to move every weight, and no longer.
TRAINED_NETWORK, TRAINED_TAKES = "mixconv-32", 10
RECIPE = Recipe(epochs=1, batches=20, searches=())
SCENE_WORDS = 100
# Boards that run on this computer, those that prove most first.
BOARDS = ("virtual-cortex-m4", "host", "tflm-host")
# Its interpreter comes as a wheel for one system alone.
ELSEWHERE_LEFT_OUT = "tflm-host"
HAS_WHEEL = sys.platform == "linux" and platform.machine() == "x86_64"
PLAYED_TAKES = 2
RECORDED_TAKES = 2
PLAYED_TIMES = 3
HISS_LEVEL = 20.0


class LeftOut(WakewrightError):
    """A check that this computer has not the means for; that is no fault of this program."""


@dataclass(frozen=True)
class Check:
    """One thing to try: `work` returns what it found in a sentence, or raises."""

    name: str
    work: Callable[[], str]


@dataclass(frozen=True)
class Result:
    """How a check ended: `state` is "passed", "failed" or "left out"."""

    name: str
    state: str
    found: str
    seconds: float

    def line(self) -> str:
        """For a terminal."""
        return f"{self.state:9} {self.seconds:6.1f} s  {self.name}: {self.found}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def run_checks(checks: Sequence[Check]) -> Iterator[Result]:
    """Each check and how it ended; a failure does not keep the others from being made."""
    forbid_network()
    try:
        for check in checks:
            began = time.monotonic()
            state, found = _outcome(check)
            yield Result(check.name, state, found, round(time.monotonic() - began, 2))
        reached = ", ".join(attempts())
        state = FAILED if reached else PASSED
        yield Result("network", state, reached or "nothing tried to reach another computer", 0.0)
    finally:
        allow_network()


def core_checks(place: Path) -> tuple[Check, ...]:
    """All checks that need no window.

    Args:
        place: An empty folder for what is made on the way.
    """
    way = _Way(place)
    return (
        Check("parts", _parts),
        Check("modules", import_everything),
        Check("certificates", _certificates),
        Check("microphone", way.record),
        Check("sample project", way.make_sample),
        Check("exports", way.export),
        Check("pictures", way.draw),
        Check("studies", partial(keep_studies, place / "studies")),
        Check("training", way.train),
        Check("engine", way.bake),
        *(Check(f"board {name}", partial(way.run, name)) for name in BOARDS),
        Check("virtual board", way.judge_boards),
    )


def _outcome(check: Check) -> tuple[str, str]:
    try:
        return PASSED, check.work()
    except LeftOut as reason:
        return LEFT_OUT, reason.what
    except WakewrightError as error:
        return FAILED, f"{error.what} {error.hint}".strip()
    except Exception as error:  # noqa: BLE001 - whatever breaks is what is looked for
        return FAILED, repr(error)


def _parts() -> str:
    found, wanted = take_stock(), built_stock()
    told = differences(wanted if wanted is not None else source_stock(), found)
    if told:
        raise WakewrightError("; ".join(told) + ".", "Install it again.")
    origin = "as where it was built" if wanted is not None else "as the source tree has them"
    counts = ", ".join(f"{len(names)} {kind}" for kind, names in found.items())
    return f"{counts}: {origin}"


def _certificates() -> str:
    """Whether a download that somebody agrees to could be trusted; asks nobody."""
    if trusted() is None:
        raise LeftOut("this system has no list of certificates: nothing can be downloaded.")
    return f"downloads are checked by {ssl.OPENSSL_VERSION}"


class _Way:
    """The way from sound to a detection; later steps use what earlier ones made."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._sample: Project | None = None
        self._trained: Variant | None = None
        self._heard: list[str] = []

    def record(self) -> str:
        """Record takes from a microphone that nobody needs to speak into."""
        missing = missing_programs()
        if missing:
            raise LeftOut(f"there is no {', '.join(missing)} to make a virtual microphone with.")
        project = Project.create(self._place / "recorded", sample_words()[:1])
        sound = self._place / "spoken.wav"
        soundfile.write(sound, _spoken(project.words[0]), SAMPLE_RATE_HZ)
        with VirtualMicrophone(self._place / "sound") as virtual, _environment(virtual.environment):
            virtual.play(sound)
            plan = Recording(project.words[0], RECORDED_TAKES)
            takes = finish(record_takes(project, _pulse_microphone(), plan))
        seconds = sum(len(read_samples(take.path)) for take in takes) / SAMPLE_RATE_HZ
        return f"{len(takes)} takes, {seconds:.1f} s of sound"

    def make_sample(self) -> str:
        """Make the sample project, which imports every bundled take."""
        self._sample = finish(make_sample(self._place / "sample"))
        return f"{', '.join(self._sample.words)}; {load_variant(self._sample).name} is chosen"

    def export(self) -> str:
        """Write the sample's model for use elsewhere."""
        return write_exports(self._made_sample(), self._place / "exports")

    def draw(self) -> str:
        """Draw what the report and the page Shrink show."""
        return draw_pictures(self._made_sample())

    def train(self) -> str:
        """Train a small network on a few takes, in worker processes of its own."""
        project = Project.create(self._place / "few", sample_words())
        finish(import_folder(project, self._few_takes()))
        takes = load_takes(project).takes
        parts = deal(takes, project.words, project.settings.seed)
        plan = replace(get_preset("quick"), words_wanted=SCENE_WORDS, said_words=0)
        job, _ = finish(prepare(project, parts, plan, project.settings.seed))
        job = replace(job, architecture=TRAINED_NETWORK, recipe=RECIPE)
        [self._trained] = finish(in_process(make_variants, job))
        return f"{self._trained.name} on {len(takes)} takes, {len(self._trained.tflite):,} bytes"

    def bake(self) -> str:
        """Turn the trained model into C."""
        if self._trained is None:
            raise LeftOut("no model was trained.")
        baked = compile_model(self._trained.tflite)
        lines = baked.source.count("\n") + baked.header.count("\n")
        return f"{lines} lines of C, {baked.constant_bytes:,} bytes of constants"

    def run(self, board_name: str) -> str:
        """Build for a board that runs here, and let it hear takes that its model does not know."""
        if board_name == ELSEWHERE_LEFT_OUT and not HAS_WHEEL:
            raise LeftOut("its interpreter exists for Linux on x86-64 alone.")
        sample = self._made_sample()
        variant, board = load_variant(sample), load_board(board_name)
        folder = self._place / "boards" / board_name
        try:
            image = finish(build(variant, board, "", folder))
        except ToolchainError as error:
            raise LeftOut(error.what) from error
        unheard = unheard_takes(sample)
        of_words = [[take for take in unheard if take.label == word] for word in sample.words]
        takes = [take for each in of_words for take in each[:PLAYED_TAKES]]
        samples, spoken = spoken_sound(takes, variant.labels)
        heard = finish(listen(image, samples))
        words = [each.word for each in heard.detections]
        said = [variant.labels[each.label] for each in spoken]
        if words != said:
            raise WakewrightError(f"It heard {words}, and {said} was said.")
        self._heard.append(board_name)
        return f"heard {', '.join(words)} with the engine '{image.engine}'"

    def judge_boards(self) -> str:
        """One board must have worked, or nobody can try a model here."""
        if not self._heard:
            raise WakewrightError("No virtual board runs here.", "Is a compiler needed?")
        return f"{', '.join(self._heard)} can be listened to here"

    def _made_sample(self) -> Project:
        if self._sample is None:
            raise LeftOut("the sample project is not there.")
        return self._sample

    def _few_takes(self) -> Path:
        """A folder with some of the bundled takes of each word, from all voices."""
        folder = self._place / "few takes"
        for word in sample_words():
            (folder / word).mkdir(parents=True)
            files = sorted((DEMO_TAKES / word).glob("*.ogg"))
            for file in files[:: len(files) // TRAINED_TAKES]:
                (folder / word / file.name).write_bytes(file.read_bytes())
        return folder


def _spoken(word: str) -> NDArray[np.int16]:
    """Takes of a word with pauses between, in a faint hiss as every microphone has it."""
    pause = np.zeros(SAMPLE_RATE_HZ * 3 // 2, np.int16)
    files = sorted((DEMO_TAKES / word).glob("*.ogg"))[:RECORDED_TAKES]
    pieces = [piece for file in files for piece in (read_samples(file), pause)]
    sound = np.tile(np.concatenate([pause, *pieces]), PLAYED_TIMES)
    hiss = np.random.default_rng(0).normal(0.0, HISS_LEVEL, len(sound))
    return np.asarray(np.clip(sound + np.rint(hiss), -32768, 32767), np.int16)


def _pulse_microphone() -> SystemMicrophone:
    """The virtual microphone as programs find it."""
    try:
        return SystemMicrophone(find_device("pulse"))
    except MicrophoneError as error:
        raise LeftOut("ALSA does not reach PulseAudio here (libasound2-plugins).") from error


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables until the end of the block."""
    before = dict(os.environ)
    os.environ.update(variables)
    os.environ.pop("PULSE_SERVER", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

"""A project's words for ESPHome's micro_wake_word: a model, a manifest and an example for each.

    files = finish(esphome_files(variant, unheard_takes(project)))

The component decides otherwise than our detector, so its cutoff is chosen by playing the takes
that were kept back to a model of the component: the lowest cutoff that raises no more false alarms
than our own detector does. What both heard is told in the README beside the files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import Template

import numpy as np
from numpy.typing import NDArray

from audio.bundled import ASSETS
from audio.labels import file_safe
from audio.languages import guess_language, spoken_text
from audio.stage import Clock, Stage
from audio.takes import Take
from compress.arena import arena_bytes
from compress.decode_operators import decode
from compress.detector import POSTERIOR_ONE, is_word
from compress.events import listen, match
from compress.graph import read_graph
from compress.longaudio import LongAudio, negative_audio, spoken_audio
from compress.runner import Runner, interpreter
from compress.statistics import rate_per_hour
from compress.variant import Variant
from firmware.esphome_model import STEP_MS, new_frames, streaming_word_model

README = "README.md"
MINIMUM_VERSION = "2024.7.0"
# esphome/components/micro_wake_word/streaming_model.h: frames of 10 ms after start and detection
# during which nothing is detected.
RESTING_FRAMES = 100
MOST_UINT8 = 255
CUTOFFS = tuple(round(0.5 + 0.01 * step, 2) for step in range(50))
# On 64-bit computers the interpreter was measured to keep 165 to 190 bytes for each tensor and
# operator; a chip's pointers are half as long.
KEPT_BYTES = 220


@dataclass(frozen=True)
class Heard:
    """What a detector made of the takes that were kept back.

    Attributes:
        words: How often the word was said.
        found: How often it was heard there.
        false_alarms: Detections in sound without it, other words included.
        hours: Of sound without any word.
    """

    words: int
    found: int
    false_alarms: int
    hours: float


@dataclass(frozen=True)
class WordExport:
    """One word, ready for ESPHome.

    Attributes:
        name: Of its files.
        word: As people write it.
        language: That it is spoken in.
        tflite: The streaming model.
        cutoff: Between 0 and 1, compared with the mean of the last probabilities.
        arena: Bytes for the interpreter.
        here: What the component heard, as modelled here.
        ours: What our own detector heard in the same sound.
    """

    name: str
    word: str
    language: str
    tflite: bytes
    cutoff: float
    arena: int
    here: Heard
    ours: Heard


def esphome_files(
    variant: Variant, takes: Sequence[Take], language: str = ""
) -> Stage[dict[str, bytes | str]]:
    """The files for ESPHome by name: for each word a model and a manifest, and a README.

    Args:
        variant: A trained model.
        takes: Such that it was not trained on; background and speech count as negatives.
        language: The project's, where its user named one.

    Raises:
        EsphomeError: ESPHome cannot run the model.
        AudioError: A take is gone or damaged.
        ModelError: The model is damaged.
    """
    clock = Clock()
    words = [label for label in variant.labels if is_word(label)]
    yield clock.progress(0.0, "Reading the takes")
    frames = replace(variant.front_end, step_ms=STEP_MS)
    spoken = spoken_audio(takes, variant.labels, frames)
    negatives = negative_audio(takes, frames)
    ours = _ours(variant, takes)
    arena = _arena(variant)
    exports = []
    for index, word in enumerate(words):
        yield clock.progress((index + 0.2) / len(words), f"Measuring “{spoken_text(word)}”")
        tflite = streaming_word_model(variant, word)
        said = probabilities(tflite, spoken.features)
        quiet = probabilities(tflite, negatives.features)
        cutoff, here = _choose(variant, word, (said, spoken), (quiet, negatives), ours[word])
        name, written = file_safe(word), spoken_text(word)
        spoken_in = guess_language(written, language)
        exports.append(
            WordExport(name, written, spoken_in, tflite, cutoff, arena, here, ours[word])
        )
    yield clock.progress(1.0, "Ready for ESPHome")
    files: dict[str, bytes | str] = {README: _readme(variant, exports)}
    for export in exports:
        files[f"{export.name}.tflite"] = export.tflite
        files[f"{export.name}.json"] = _manifest(variant, export)
    return files


def probabilities(tflite: bytes, features: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Run a streaming model over frames of 10 ms, int8 (n, 40); a uint8 for each run."""
    engine = interpreter(tflite)
    [source], [target] = engine.get_input_details(), engine.get_output_details()
    count = int(source["shape"][1])
    answers = np.zeros(len(features) // count, np.uint8)
    for run in range(len(answers)):
        fresh = features[run * count : (run + 1) * count]
        engine.set_tensor(source["index"], fresh[np.newaxis])
        engine.invoke()
        answers[run] = engine.get_tensor(target["index"])[0, 0]
    return answers


def component_detections(
    answers: NDArray[np.uint8], cutoff: float, window: int, frames_a_run: int
) -> list[int]:
    """The runs at which the component would have told of the word.

    As in streaming_model.cpp: the sum of the last answers against the cutoff in 1/255; after a
    detection, and at the start, a second of answers below it has to pass.
    """
    limit = int(cutoff * MOST_UINT8)
    recent, resting, found = [0] * window, RESTING_FRAMES, []
    for run, answer in enumerate(answers.tolist()):
        recent = [*recent[1:], answer]
        if answer < limit:
            resting = max(0, resting - frames_a_run)
        if resting == 0 and sum(recent) > limit * window:
            found.append(run)
            recent, resting = [0] * window, RESTING_FRAMES
    return found


def _ours(variant: Variant, takes: Sequence[Take]) -> dict[str, Heard]:
    """What our detector hears, by word."""
    labels, front_end, detector = variant.labels, variant.front_end, variant.detector
    runner = Runner(decode(variant.tflite))
    spoken = spoken_audio(takes, labels, front_end)
    negatives = negative_audio(takes, front_end)
    in_words, in_quiet = (
        listen(runner, audio, labels, front_end, detector).detections()
        for audio in (spoken, negatives)
    )
    return {
        word: _count(
            labels.index(word),
            [each.seconds for each in in_words if each.word == word],
            sum(each.word == word for each in in_quiet),
            spoken,
            negatives.hours,
        )
        for word in labels
        if is_word(word)
    }


def _choose(
    variant: Variant,
    word: str,
    said: tuple[NDArray[np.uint8], LongAudio],
    quiet: tuple[NDArray[np.uint8], LongAudio],
    ours: Heard,
) -> tuple[float, Heard]:
    """The lowest cutoff, from our own threshold up, with no more false alarms than ours; else the
    highest."""
    window, frames = variant.detector.smoothing, new_frames(variant)
    label = variant.labels.index(word)
    own = variant.detector.thresholds[label] / POSTERIOR_ONE

    def heard_at(cutoff: float) -> Heard:
        runs = component_detections(said[0], cutoff, window, frames)
        seconds = [(run + 1) * frames * STEP_MS / 1000 for run in runs]
        in_quiet = len(component_detections(quiet[0], cutoff, window, frames))
        return _count(label, seconds, in_quiet, said[1], quiet[1].hours)

    for cutoff in [each for each in CUTOFFS if each >= own]:
        heard = heard_at(cutoff)
        if heard.false_alarms <= ours.false_alarms:
            return cutoff, heard
    return CUTOFFS[-1], heard_at(CUTOFFS[-1])


def _count(
    label: int, in_words: Sequence[float], in_quiet: int, spoken: LongAudio, hours: float
) -> Heard:
    """Detections of one word, at these seconds among all words, and so many without any."""
    own = [each for each in spoken.spoken if each.label == label]
    hits = match([(seconds, label) for seconds in in_words], own)
    return Heard(hits.words, hits.found, hits.wrong + in_quiet, hours)


def _arena(variant: Variant) -> int:
    """What the interpreter needs, estimated: our planner's figure, window, and what it keeps."""
    plain = decode(variant.tflite)
    graph = read_graph(plain)
    window = variant.front_end.frames * variant.front_end.channels
    parts = len(graph.tensors) + len(graph.operators)
    return -(-(arena_bytes(plain) + 2 * window + KEPT_BYTES * parts) // 16) * 16


def _manifest(variant: Variant, export: WordExport) -> str:
    """Version 2 of esphome/components/micro_wake_word/__init__.py."""
    return json.dumps(
        {
            "type": "micro",
            "wake_word": export.word,
            "author": "Wakewright",
            "version": 2,
            "model": f"{export.name}.tflite",
            "trained_languages": [export.language],
            "micro": {
                "probability_cutoff": export.cutoff,
                "sliding_window_size": variant.detector.smoothing,
                "feature_step_size": STEP_MS,
                "tensor_arena_size": export.arena,
                "minimum_esphome_version": MINIMUM_VERSION,
            },
        },
        indent=2,
        ensure_ascii=False,
    )


def _readme(variant: Variant, exports: Sequence[WordExport]) -> str:
    rows = [
        f"| {each.word} | {each.cutoff:.2f} | {_in_words(each.here)} | {_in_words(each.ours)} "
        f"| {len(each.tflite):,} B | {each.arena:,} B |"
        for each in exports
    ]
    models = [f"    - model: {each.name}.json" for each in exports]
    return Template((ASSETS / "esphome" / README).read_text("utf-8")).substitute(
        model_hash=variant.model_hash, models="\n".join(models), rows="\n".join(rows)
    )


def _in_words(heard: Heard) -> str:
    if not heard.hours:
        return f"{heard.found} of {heard.words}, no sound without words to count false alarms in"
    _, upper = rate_per_hour(heard.false_alarms, heard.hours)
    return (
        f"{heard.found} of {heard.words}, {heard.false_alarms} false alarms in "
        f"{60 * heard.hours:.0f} min (under {upper:.0f} an hour)"
    )

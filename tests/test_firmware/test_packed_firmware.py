"""Firmware of the engine `packed` in the emulator: the kernels of `baked`, the model as a plan."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from device_build import require_cross_compiler
from fakes.clustered import clustered, encode_all
from fakes.tone_words import recording
from packed_harness import PlanChip

from assets.installer.prebuild import prebuild as make_bases
from audio.stage import finish
from compress.variant import Variant
from compress.window import FRAMES
from firmware import prebuilt
from firmware.boards import load_board
from firmware.build import build
from firmware.compilation import engine_for
from firmware.engines.baked.compiler import plan_model
from firmware.engines.baked.decoding import DECODING
from firmware.engines.baked.kernels import FOLDER
from firmware.engines.packed.plan import CALL, HEADER, kernel_names, write_plan
from firmware.flash import flash
from firmware.image import FirmwareImage, contents_hash
from firmware.listen import listen
from firmware.model_pack import read_pack, write_pack
from firmware.monitor import PortError
from firmware.parity import check_parity
from firmware.virtual.board_process import start_board

BOARD = load_board("virtual-cortex-m4")
WORDS = [("rise", 0.7), ("fall", 2.2), ("rise", 3.6)]
SOUND = recording(WORDS, 4.5, seed=11)
PACK = "model.pack"
# Offsets in a plan: see the engine's description.
AT_KERNELS, AT_ARENA, AT_STREAM_FRAMES = 4, 8, 20


@pytest.fixture(scope="module")
def images(
    tone_variant: Variant, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, FirmwareImage]:
    """The same model in both engines."""
    require_cross_compiler()
    folder = tmp_path_factory.mktemp("engines")
    return {
        engine: finish(build(tone_variant, BOARD, engine, folder / engine))
        for engine in ("packed", "baked")
    }


def test_both_engines_detect_the_same_for_the_same_work(images: dict[str, FirmwareImage]) -> None:
    heard = {name: finish(listen(image, SOUND)) for name, image in images.items()}
    assert [each.word for each in heard["packed"].detections] == [word for word, _ in WORDS]
    assert heard["packed"].detections == heard["baked"].detections
    ours, compiled = (heard[name].inference_instructions for name in ("packed", "baked"))
    assert ours is not None and compiled is not None and ours < 1.25 * compiled
    assert images["packed"].streams == images["baked"].streams
    assert images["packed"].needs.arena_bytes == images["baked"].needs.arena_bytes


def test_features_and_logits_are_those_of_the_computer(images: dict[str, FirmwareImage]) -> None:
    with start_board(images["packed"]) as board:
        report = finish(check_parity(images["packed"], board.port, SOUND[: 2 * 16000]))
    assert report.difference == "" and report.runs > 20


def test_encoded_weights_are_decoded_by_the_kernels(tone_variant: Variant) -> None:
    plain = clustered(tone_variant.tflite, 15, zeros=0.5)
    program = plan_model(encode_all(plain))
    called = {call.function for step in program.window.steps for call in step.calls}
    assert called & set(DECODING.values())
    windows = np.random.default_rng(1).integers(-128, 128, (8, program.input_bytes), np.int8)
    encoded = PlanChip(program)
    assert encoded.run(windows).tolist() == PlanChip(plan_model(plain)).run(windows).tolist()
    assert len(write_plan(program)) < len(write_plan(plan_model(plain)))


def test_every_kernel_can_be_called() -> None:
    """A kernel that is in no list would be found missing by somebody's model only."""
    files = {path.stem for path in FOLDER.glob("*.c")} - {"decode_s8"}
    assert files <= set(kernel_names())


def test_another_model_is_only_another_pack(
    images: dict[str, FirmwareImage], tone_variant: Variant, tmp_path: Path
) -> None:
    other = replace(
        tone_variant,
        labels=("up", "and down", "_rest_"),
        detector=replace(tone_variant.detector, thresholds=(1000, 2000, 3000), smoothing=6),
    )
    before = images["packed"]
    after = finish(build(other, BOARD, "packed", tmp_path / "after"))
    assert before.firmware_path.read_bytes() == after.firmware_path.read_bytes()
    place = tmp_path / "flash"
    finish(flash(before, BOARD, str(place)))
    only_model = finish(flash(after, BOARD, str(place)))
    assert only_model.bytes_written == (after.folder / PACK).stat().st_size
    assert only_model.model_hash == other.model_hash


def test_firmware_with_its_model_as_a_plan_is_compiled_once_for_all(
    tone_variant: Variant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes into an installer is found for a project's model and runs it, with no compiler."""
    require_cross_compiler()
    folder = tmp_path / "prebuilt"
    made = make_bases(folder, tmp_path / "work", boards=[BOARD.name], engines=["packed"])
    assert {base.board for base in made} == {BOARD.name} and len(made) >= len(FRAMES)
    monkeypatch.setattr(prebuilt, "FOLDER", folder)
    monkeypatch.setenv("PATH", str(tmp_path))
    prebuilt.bases.cache_clear()
    try:
        monkeypatch.setattr("firmware.toolchains.zig.compiler", lambda *_: ())
        assert engine_for(BOARD) == "packed"
        image = finish(build(tone_variant, BOARD, "", tmp_path / "image"))
    finally:
        prebuilt.bases.cache_clear()
    assert image.base_reused and image.engine == "packed"
    heard = finish(listen(image, SOUND))
    assert [each.word for each in heard.detections] == [word for word, _ in WORDS]


def _edited(at: int, value: int) -> Callable[[bytes], bytes]:
    def edit(plan: bytes) -> bytes:
        return plan[:at] + struct.pack("<I", value) + plan[at + 4 :]

    return edit


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda plan: b"TFL3" + plan[4:], "another engine"),
        (_edited(AT_KERNELS, 1), "another version"),
        (_edited(AT_ARENA, 1 << 20), "more working memory"),
        (_edited(AT_STREAM_FRAMES, 9), "at other times"),
    ],
)
def test_a_board_says_why_it_cannot_run_a_plan(
    change: Callable[[bytes], bytes],
    sentence: str,
    images: dict[str, FirmwareImage],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "changed"
    before = images["packed"]
    folder.mkdir()
    for name in before.files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((before.folder / name).read_bytes())
    pack = read_pack((folder / PACK).read_bytes())
    (folder / PACK).write_bytes(write_pack(replace(pack, model=change(pack.model))))
    image = replace(before, folder=folder, contents=contents_hash(folder, before.files))
    image.save()
    with pytest.raises(PortError, match=sentence):
        finish(listen(image, SOUND))


def test_a_plan_for_other_ends_is_refused(tone_variant: Variant) -> None:
    program = plan_model(tone_variant.tflite)
    wider = replace(program, input_bytes=program.input_bytes + 1)
    assert "number of values" in PlanChip(wider, write_plan(program)).trouble


def test_a_plan_is_as_long_as_it_says(tone_variant: Variant) -> None:
    plan = write_plan(plan_model(tone_variant.tflite, tone_variant.detector.stride_frames))
    *_, calls = HEADER.unpack_from(plan)
    assert len(plan) % 4 == 0 and HEADER.size + calls * CALL.size < len(plan)
    for number in range(calls):
        kernel, *_ = CALL.unpack_from(plan, HEADER.size + number * CALL.size)
        assert kernel < len(kernel_names())

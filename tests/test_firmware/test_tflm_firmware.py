"""Firmware of the engine `tflm` in the emulator: TensorFlow Lite Micro's own interpreter, compiled
for the Cortex-M4 from a real tree of its sources.

WAKEWRIGHT_TFLM_DIR names the tree. Without one, all of this is skipped and listed.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from baked_harness import run_tflm
from elftools.elf.elffile import ELFFile
from fakes.clustered import clustered, edit_weights, encode_all
from fakes.tone_words import recording
from qemu_board import QEMU, qemu_board
from test_baked_parity import public_models

from audio.stage import finish
from compress.graph import read_graph
from compress.variant import Variant
from firmware.bare_model import EngineModel
from firmware.behaviour import Behaviour
from firmware.boards import load_board
from firmware.build import build
from firmware.cache import CACHE_VARIABLE, cache_folder
from firmware.engines.tflm.operators import UnsupportedOperator, operators_of
from firmware.flash import flash
from firmware.image import FirmwareImage, contents_hash
from firmware.listen import ListenResult, listen
from firmware.model_pack import read_pack, write_pack
from firmware.monitor import PortError
from firmware.parity import check_parity
from firmware.protocol import (
    DetectLine,
    ErrorLine,
    HelloLine,
    LineReader,
    ScoreLine,
    StatLine,
    ThresholdsLine,
    command,
)
from firmware.tflm_source import VARIABLE, TflmError, find_tree
from firmware.toolchains import cortex_m4_cpp
from firmware.toolchains.cortex_m4 import ToolchainError, image_sizes
from firmware.virtual.board_process import start_board
from firmware.virtual.cortex_m4 import CortexM4Board
from firmware.virtual.sound import Sound

BOARD = load_board("virtual-cortex-m4")
WORDS = [("rise", 0.7), ("fall", 2.2), ("rise", 3.6)]
SOUND = recording(WORDS, 4.5, seed=11)
# Reference kernels are slow: this many frames between two runs, so that the chip keeps up.
STRIDE_FRAMES = 8
# More than anything that lies before the .tflite in a pack of a model without labels.
LARGEST_HEADER_BYTES = 1024


def missing() -> str:
    """Why nothing of this can be tried here; empty if it can."""
    if not os.environ.get(VARIABLE):
        return f"{VARIABLE} names no tree of TensorFlow Lite Micro: the engine tflm is NOT TESTED"
    try:
        find_tree()
        cortex_m4_cpp.find_compiler()
    except (TflmError, ToolchainError) as error:
        return f"the engine tflm is NOT TESTED: {error}"
    return ""


pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")


@dataclass(frozen=True)
class Built:
    """The same model in both engines, and its variant."""

    variant: Variant
    tflm: FirmwareImage
    baked: FirmwareImage


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Firmware is compiled here and now; the library's objects may be there already."""
    objects = cache_folder("tflm-objects")
    objects.mkdir(parents=True, exist_ok=True)
    fresh = tmp_path_factory.mktemp("cache")
    (fresh / objects.name).symlink_to(objects)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(fresh))
        yield


@pytest.fixture(scope="module")
def slow_variant(tone_variant: Variant) -> Variant:
    """The trained model, run less often; slim, as those are that are made from it below."""
    detector = replace(tone_variant.detector, stride_frames=STRIDE_FRAMES)
    return replace(
        tone_variant, detector=detector, tflite=edit_weights(tone_variant.tflite, lambda v, _: v)
    )


@pytest.fixture(scope="module")
def built(slow_variant: Variant, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Firmware of both engines."""
    folder = tmp_path_factory.mktemp("engines")
    images = [
        finish(build(slow_variant, BOARD, engine, folder / engine)) for engine in ("tflm", "baked")
    ]
    return Built(slow_variant, *images)


def changed(built: Built, folder: Path, change: Callable[[Path], None]) -> FirmwareImage:
    """A copy of the image with a file changed by somebody, as its flash may come to be."""
    copy = folder / "changed"
    shutil.copytree(built.tflm.folder, copy)
    change(copy)
    files = built.tflm.files
    image = replace(built.tflm, folder=copy, contents=contents_hash(copy, files))
    image.save()
    return image


def chip(image: FirmwareImage, sent: bytearray) -> CortexM4Board:
    """The image in the emulator, started."""
    elf = image.firmware_path.read_bytes()
    board = CortexM4Board(elf, sent.extend, flash=image.read_parts("model"))
    board.step()
    return board


def run(board: CortexM4Board) -> None:
    """Until nothing is left to be done."""
    while board.step():
        pass


def test_both_engines_detect_the_same_in_the_same_sound(built: Built) -> None:
    heard: list[ListenResult] = [finish(listen(i, SOUND)) for i in (built.tflm, built.baked)]
    assert [each.word for each in heard[0].detections] == [word for word, _ in WORDS]
    assert heard[0].detections == heard[1].detections
    assert [each.dropped_seconds for each in heard] == [0.0, 0.0]
    reference, ours = (each.inference_instructions for each in heard)
    assert reference is not None and ours is not None and 2 * ours < reference


def test_features_and_logits_are_those_of_the_computer(built: Built) -> None:
    with start_board(built.tflm) as board:
        report = finish(check_parity(built.tflm, board.port, SOUND[: 2 * 16000]))
    assert report.difference == "" and report.runs == 98 // STRIDE_FRAMES


def test_an_encoded_model_is_decoded_by_the_interpreter(built: Built, tmp_path: Path) -> None:
    encoded = encode_all(clustered(built.variant.tflite, 15, zeros=0.5))
    assert "CUSTOM TFLM_DECODE" in operators_of(encoded)
    variant = replace(built.variant, tflite=encoded)
    image = finish(build(variant, BOARD, "tflm", tmp_path / "image"))
    with start_board(image) as board:
        report = finish(check_parity(image, board.port, SOUND[:24000]))
    assert report.difference == "" and report.runs > 5


@pytest.mark.parametrize("path", public_models(), ids=lambda path: path.stem)
def test_public_models_give_the_bytes_of_the_interpreter_on_this_computer(
    path: Path, tmp_path: Path
) -> None:
    tflite = path.read_bytes()
    if len(tflite) > BOARD.model_bytes - LARGEST_HEADER_BYTES:
        pytest.skip(f"{path.name} is larger than the board's place for models")
    try:
        operators_of(tflite)
    except UnsupportedOperator as error:
        pytest.skip(str(error))
    image = finish(build(EngineModel(path.stem, tflite, 0), BOARD, "tflm", tmp_path / "image"))
    sent = bytearray()
    chip(image, sent)
    told = json.loads(sent)
    # Its buffers are zero when it starts.
    wanted = run_tflm(tflite, np.zeros((1, _input_bytes(tflite)), np.int8))
    assert np.frombuffer(base64.b64decode(told["logits"]), np.int8).tolist() == wanted[0].tolist()
    assert 0 < told["arena"] <= image.needs.arena_bytes < told["arena"] + 1024


def _input_bytes(tflite: bytes) -> int:
    graph = read_graph(tflite)
    return graph.tensors[graph.inputs[0]].elements


def test_sizes_are_those_of_the_chip(built: Built) -> None:
    """Flash with the model pack; RAM with an arena no larger than what the interpreter took."""
    image = built.tflm
    sizes = image_sizes(image.firmware_path.read_bytes())
    pack = (image.folder / "model.pack").stat().st_size
    assert image.flash_bytes == sizes.flash_bytes + pack
    sent = bytearray()
    board = chip(image, sent)
    [hello] = [line for line in LineReader().feed(bytes(sent)) if isinstance(line, HelloLine)]
    assert 0 < hello.arena_bytes <= image.needs.arena_bytes < hello.arena_bytes + 1024
    assert (hello.engine, hello.model) == ("tflm", built.variant.model_hash)
    assert hello.labels == built.variant.labels
    assert image.needs.static_ram_bytes == sizes.ram_bytes > image.needs.arena_bytes
    sent.clear()
    board.play(Sound(SOUND[:32000]))
    run(board)
    stats = [line for line in LineReader().feed(bytes(sent)) if isinstance(line, StatLine)]
    assert 500 < stats[-1].stack_bytes <= image.needs.stack_bytes < 4096


def test_no_heap_and_nothing_made_before_main(built: Built) -> None:
    elf = ELFFile(io.BytesIO(built.tflm.firmware_path.read_bytes()))
    names = {symbol.name for symbol in elf.get_section_by_name(".symtab").iter_symbols()}
    heap = {"malloc", "_malloc_r", "free", "_sbrk", "_sbrk_r", "_Znwj", "__cxa_atexit", "printf"}
    assert not heap & names
    for section in (".init_array", ".preinit_array", ".ctors"):
        there = elf.get_section_by_name(section)
        assert there is None or there["sh_size"] == 0


def sources(image: FirmwareImage) -> dict[str, bytes]:
    """All that the firmware was compiled from, by name."""
    files = [path for path in (image.folder / "sources").rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in files}


def test_another_model_is_only_another_pack(built: Built, tmp_path: Path) -> None:
    """The firmware is the same to the byte, and the flasher leaves it where it is."""

    def weaker(values: np.ndarray, _: str) -> np.ndarray:
        return np.asarray(values // 2, np.int8)

    other = replace(
        built.variant,
        labels=("up", "and down", "_rest_"),
        tflite=edit_weights(built.variant.tflite, weaker),
        detector=replace(built.variant.detector, thresholds=(1000, 2000, 3000), smoothing=6),
    )
    before = built.tflm
    said = []
    stage = build(other, BOARD, "tflm", tmp_path / "after", Behaviour(sensitivity=0.8))
    try:
        while True:
            said.append(next(stage).message)
    except StopIteration as end:
        after: FirmwareImage = end.value
    assert not [message for message in said if message.startswith("Compiling the")], "all is there"
    assert after.base_reused
    assert sources(before) == sources(after)
    assert before.firmware_path.read_bytes() == after.firmware_path.read_bytes()
    assert before.part_hash("firmware") == after.part_hash("firmware")
    assert before.part_hash("model") != after.part_hash("model")
    place = tmp_path / "flash"
    whole = finish(flash(before, BOARD, str(place)))
    only_model = finish(flash(after, BOARD, str(place)))
    pack_bytes = (after.folder / "model.pack").stat().st_size
    assert whole.bytes_written == before.firmware_path.stat().st_size + (
        (before.folder / "model.pack").stat().st_size
    )
    assert only_model.bytes_written == pack_bytes
    assert only_model.model_hash == other.model_hash
    assert finish(flash(after, BOARD, str(place))).bytes_written == 0


PACK = "model.pack"


def _flip(folder: Path, at: int) -> None:
    data = bytearray((folder / PACK).read_bytes())
    data[at] ^= 4
    (folder / PACK).write_bytes(data)


def _other_front_end(folder: Path) -> None:
    pack = read_pack((folder / PACK).read_bytes())
    (folder / PACK).write_bytes(write_pack(replace(pack, front_end="0" * 16)))


def _one_label_less(folder: Path) -> None:
    pack = read_pack((folder / PACK).read_bytes())
    fewer = replace(
        pack,
        labels=pack.labels[1:],
        thresholds=pack.thresholds[1:],
        start_thresholds=pack.start_thresholds[1:],
    )
    (folder / PACK).write_bytes(write_pack(fewer))


def _smaller_arena(folder: Path) -> None:
    """The number that the interpreter is told, patched in flash."""
    path = folder / "firmware.elf"
    elf = ELFFile(io.BytesIO(path.read_bytes()))
    [symbol] = elf.get_section_by_name(".symtab").get_symbol_by_name("model_arena_bytes")
    section = elf.get_section(symbol["st_shndx"])
    at = section["sh_offset"] + symbol["st_value"] - section["sh_addr"]
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, at, 2048)
    path.write_bytes(data)


def _unknown_operator(folder: Path) -> None:
    """A model with an operator that this firmware does not register."""
    from ai_edge_litert import schema_py_generated as schema

    from compress.flatfile import pack as pack_flat
    from compress.flatfile import unpack

    pack = read_pack((folder / PACK).read_bytes())
    model = unpack(pack.model)
    for code in model.operatorCodes:
        if code.builtinCode == schema.BuiltinOperator.FULLY_CONNECTED:
            code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.TANH
    (folder / PACK).write_bytes(write_pack(replace(pack, model=pack_flat(model))))


def _plan_of_another_engine(folder: Path) -> None:
    pack = read_pack((folder / PACK).read_bytes())
    (folder / PACK).write_bytes(write_pack(replace(pack, model=b"WWPL" + bytes(60))))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda folder: (folder / PACK).write_bytes(b"\xff" * 4096), "no model on this board"),
        (lambda folder: _flip(folder, 4), "another version"),
        (lambda folder: _flip(folder, 70), "damaged"),
        (lambda folder: _flip(folder, 2000), "damaged"),
        (_other_front_end, "another front end"),
        (_one_label_less, "another number of values"),
        (_plan_of_another_engine, "another engine"),
        (_smaller_arena, "cannot set the model up: "),
        (_unknown_operator, "TANH"),
    ],
)
def test_a_board_that_cannot_run_its_model_says_why_and_still_answers(
    change: Callable[[Path], None], sentence: str, built: Built, tmp_path: Path
) -> None:
    image = changed(built, tmp_path, change)
    sent = bytearray()
    board = chip(image, sent)
    hello, error = LineReader().feed(bytes(sent))
    assert isinstance(hello, HelloLine) and isinstance(error, ErrorLine)
    assert sentence in error.what
    assert (hello.board, hello.engine, hello.model, hello.labels) == (BOARD.name, "tflm", "", ())
    # It says so again and again, hears nothing, and obeys what it can.
    sent.clear()
    board.receive(command("scores", on=True) + command("hello") + command("sensitivity", value=0.7))
    board.play(Sound(np.tile(SOUND[16000:32000], 9)))
    run(board)
    lines = LineReader().feed(bytes(sent))
    assert len([line for line in lines if isinstance(line, HelloLine)]) == 1
    assert [line for line in lines if isinstance(line, ThresholdsLine)] == [ThresholdsLine(())]
    errors = [line for line in lines if isinstance(line, ErrorLine)]
    assert len(errors) == 3 and {line.what for line in errors} == {error.what}
    assert not [line for line in lines if isinstance(line, ScoreLine | DetectLine)]
    with pytest.raises(PortError, match=sentence):
        finish(listen(image, SOUND))


@pytest.mark.skipif(QEMU is None, reason="qemu-system-arm is not installed")
def test_qemu_runs_firmware_and_pack(built: Built, tmp_path: Path) -> None:
    sound = SOUND[: 2 * 16000]
    sent = bytearray()
    board = chip(built.tflm, sent)
    board.receive(command("scores", on=True))
    board.play(Sound(sound))
    run(board)
    ours = [line for line in LineReader().feed(bytes(sent)) if isinstance(line, ScoreLine)]
    pack = built.tflm.folder / PACK
    with qemu_board(built.tflm.firmware_path, tmp_path, {BOARD.model_offset: pack}) as qemu:
        qemu.wait_for(HelloLine)
        qemu.send(command("scores", on=True) + b"noise\n")
        qemu.wait_for(ErrorLine)
        qemu.play(Sound(sound))
        qemu.wait_for_ms(2000)
        theirs = [line for line in qemu.lines if isinstance(line, ScoreLine)]
    assert ours == theirs and len(ours) == 98 // STRIDE_FRAMES

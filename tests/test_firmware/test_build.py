"""Building: once, again, from changed inputs, from other people's models, and when it must fail."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.tone_words import FRONT_END, LABELS, recording

from audio.stage import Progress, finish
from compress.detector import DetectorSettings
from compress.flatfile import pack, unpack
from compress.graph import read_graph
from compress.metadata import embed
from compress.runner import Runner
from compress.variant import ModelError, Variant
from firmware.bare_model import EngineModel, read_bare_model
from firmware.boards import BoardError, load_board
from firmware.build import BuildError, build
from firmware.image import FirmwareImage, ImageError, contents_hash
from firmware.listen import listen
from firmware.toolchains.cortex_m4 import ToolchainError

MakeImage = Callable[[str], FirmwareImage]
HOST = load_board("host")


def test_an_image_says_what_it_is(tone_image: MakeImage, tone_variant: Variant) -> None:
    image = tone_image("virtual-cortex-m4")
    assert (image.board, image.engine, image.labels) == ("virtual-cortex-m4", "baked", LABELS)
    assert image.model_hash == tone_variant.model_hash
    assert {"firmware.elf", "model.tflite", "sources/model.c", "sources/app.c"} <= set(image.files)
    assert image.needs.arena_bytes < image.needs.static_ram_bytes < image.ram_bytes < 32 * 1024
    assert len(tone_variant.tflite) / 2 < image.flash_bytes < 64 * 1024
    assert image.to_dict()["flash_bytes"] == image.flash_bytes
    assert FirmwareImage.load(image.folder) == image


def test_the_sources_in_the_image_compile_by_hand(tone_image: MakeImage, tmp_path: Path) -> None:
    sources = tone_image("host").folder / "sources"
    files = [str(path) for path in sorted(sources.rglob("*.c"))]
    command = ["cc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Wconversion", "-Werror"]
    command += ['-DWW_ENGINE="baked"', f"-I{sources}", "-o", str(tmp_path / "firmware")]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_same_inputs_give_the_same_image_at_once(tone_variant: Variant, tmp_path: Path) -> None:
    first: list[Progress] = []
    image = finish(build(tone_variant, HOST, "baked", tmp_path / "image"), first.append)
    stamp = image.firmware_path.stat().st_mtime_ns
    again: list[Progress] = []
    assert finish(build(tone_variant, HOST, "baked", tmp_path / "image"), again.append) == image
    assert image.firmware_path.stat().st_mtime_ns == stamp
    assert len(first) > 2 and [step.message for step in again] == [
        "Firmware for host is up to date"
    ]
    # Anything that changes makes it stale: a threshold here.
    detector = replace(tone_variant.detector, thresholds=(20000, 20001, 20000))
    other = finish(build(replace(tone_variant, detector=detector), HOST, "", tmp_path / "image"))
    assert other.made_from != image.made_from
    # So does damage.
    other.firmware_path.write_bytes(b"broken")
    with pytest.raises(ImageError, match="changed after"):
        FirmwareImage.load(tmp_path / "image")
    assert finish(build(tone_variant, HOST, "", tmp_path / "image")) == image


def test_a_folder_with_other_files_is_never_replaced(tone_variant: Variant, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BuildError, match="holds other files"):
        finish(build(tone_variant, HOST, "", tmp_path))
    with pytest.raises(BuildError, match="is a file"):
        finish(build(tone_variant, HOST, "", tmp_path / "thesis.txt"))
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_failed_build_leaves_the_old_image_and_a_log(
    tone_variant: Variant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "image"
    image = finish(build(tone_variant, HOST, "", folder))
    monkeypatch.setenv("CC", "cc -DWW_FRAMES=nonsense")
    with pytest.raises(BuildError, match=r"does not compile: .*(error|redefined)") as caught:
        finish(build(tone_variant, HOST, "", folder))
    assert "\n" not in caught.value.what
    assert "WW_FRAMES" in (tmp_path / "image.log").read_text()
    assert FirmwareImage.load(folder) == image
    assert sorted(path.name for path in tmp_path.iterdir()) == ["image", "image.log"]


def test_a_missing_compiler_is_named(
    tone_variant: Variant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ToolchainError, match="gcc-arm-none-eabi"):
        finish(build(tone_variant, load_board("virtual-cortex-m4"), "", tmp_path / "image"))
    with pytest.raises(ToolchainError, match="No C compiler"):
        finish(build(tone_variant, HOST, "", tmp_path / "image"))


def test_an_engine_the_board_lacks(tone_variant: Variant, tmp_path: Path) -> None:
    with pytest.raises(BoardError, match="does not run the engine 'tflm'"):
        finish(build(tone_variant, HOST, "tflm", tmp_path / "image"))


def test_a_model_that_does_not_fit_its_description(tone_variant: Variant, tmp_path: Path) -> None:
    short = replace(tone_variant, front_end=replace(FRONT_END, frames=48))
    with pytest.raises(ModelError, match="1960 values of INT8; its front end makes 1920"):
        finish(build(short, HOST, "", tmp_path / "image"))
    few = replace(tone_variant, labels=LABELS[:2])
    with pytest.raises(ModelError, match="3 values of INT8 for 2 labels"):
        finish(build(few, HOST, "", tmp_path / "image"))


@pytest.fixture
def bare(tmp_path: Path, tone_tflite: bytes) -> Path:
    """The model as a file without any of our knowledge around it."""
    path = tmp_path / "bare.tflite"
    path.write_bytes(tone_tflite)
    return path


def test_a_bare_model_gets_numbered_labels_and_the_usual_front_end(bare: Path) -> None:
    model = read_bare_model(bare)
    assert isinstance(model, Variant)
    assert model.labels == ("class_0", "class_1", "class_2")
    assert model.front_end == FRONT_END and model.name == "bare" and model.macs > 10_000


def test_a_bare_model_listens(bare: Path, tmp_path: Path) -> None:
    image = finish(build(read_bare_model(bare), HOST, "", tmp_path / "image"))
    sound = recording([("rise", 1.5), ("fall", 3.5)], 5.0, seed=7)
    # Here silence is a class like any other, which is heard first.
    words = [each.word for each in finish(listen(image, sound)).detections]
    assert [word for word in words if word != "class_2"] == ["class_0", "class_1"]


def test_labels_in_the_file_are_taken(bare: Path, tone_tflite: bytes) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("readme.txt", "one line")
        file.writestr("labels.txt", "up\ndown\nsilence\n")
    bare.write_bytes(tone_tflite + archive.getvalue())
    model = read_bare_model(bare)
    assert isinstance(model, Variant) and model.labels == ("up", "down", "_silence_")
    detector = DetectorSettings(2, 1, (1, 2, 3), 500)
    bare.write_bytes(embed(tone_tflite, ("a", "b", "_c_"), FRONT_END, detector))
    own = read_bare_model(bare)
    assert isinstance(own, Variant)
    assert (own.labels, own.detector) == (("a", "b", "_c_"), detector)


def test_a_last_softmax_is_taken_off(bare: Path, tone_tflite: bytes) -> None:
    """Other people's models end in one; the detector wants what goes into it."""
    import ai_edge_litert.schema_py_generated as schema

    model = unpack(tone_tflite)
    graph = model.subgraphs[0]
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.SOFTMAX
    code.version = 2
    model.operatorCodes = [*model.operatorCodes, code]
    logits = graph.tensors[graph.outputs[0]]
    output = schema.TensorT()
    output.shape, output.type, output.name = logits.shape, logits.type, b"probabilities"
    output.quantization = schema.QuantizationParametersT()
    output.quantization.scale, output.quantization.zeroPoint = [1 / 256], [-128]
    graph.tensors = [*graph.tensors, output]
    softmax = schema.OperatorT()
    softmax.opcodeIndex = len(model.operatorCodes) - 1
    softmax.inputs, softmax.outputs = [graph.outputs[0]], [len(graph.tensors) - 1]
    softmax.builtinOptionsType = schema.BuiltinOptions.SoftmaxOptions
    softmax.builtinOptions = schema.SoftmaxOptionsT()
    softmax.builtinOptions.beta = 1.0
    graph.operators = [*graph.operators, softmax]
    graph.outputs = softmax.outputs
    bare.write_bytes(pack(model))
    assert read_graph(bare.read_bytes()).operators[-1].opcode == "SOFTMAX"
    taken = read_bare_model(bare)
    assert isinstance(taken, Variant)
    assert read_graph(taken.tflite).operators[-1].opcode != "SOFTMAX"
    windows = np.random.default_rng(0).integers(-128, 128, (20, 49, 40)).astype(np.int8)
    assert np.array_equal(Runner(taken.tflite).run(windows), Runner(tone_tflite).run(windows))


def test_a_model_of_something_else_is_measured_but_does_not_listen(
    bare: Path, tone_tflite: bytes, tmp_path: Path
) -> None:
    model = unpack(tone_tflite)
    tensor = model.subgraphs[0].tensors[model.subgraphs[0].inputs[0]]
    tensor.quantization.zeroPoint = [0]  # Its input is no feature of sound any more.
    bare.write_bytes(pack(model))
    engine = read_bare_model(bare)
    assert isinstance(engine, EngineModel)
    board = load_board("virtual-cortex-m4")
    image = finish(build(engine, board, "", tmp_path / "image"))
    assert 5_000 < image.flash_bytes < 40_000
    assert image.needs.arena_bytes < image.needs.static_ram_bytes < 12_000
    assert image.needs.stack_bytes > 50 and image.needs.inference_instructions > 50_000
    with pytest.raises(ImageError, match="engine alone"):
        finish(listen(image, np.zeros(16000, np.int16)))


@pytest.mark.parametrize("vector", [0x20000001, 0x000F0001, 0x40000001])
def test_firmware_that_crashes_is_reported_as_such(
    vector: int, tone_image: MakeImage, tmp_path: Path
) -> None:
    """Out of reset, it runs into RAM that holds no code, into empty flash, into a peripheral."""
    good = tone_image("virtual-cortex-m4")
    folder = tmp_path / "image"
    shutil.copytree(good.folder, folder)
    elf = bytearray(good.firmware_path.read_bytes())
    start = elf.index((0x20040000).to_bytes(4, "little"))  # The stack's top heads the vectors.
    elf[start + 4 : start + 8] = vector.to_bytes(4, "little")
    (folder / "firmware.elf").write_bytes(elf)
    contents = contents_hash(folder, good.files)
    image = replace(good, folder=folder, contents=contents)
    image.save()
    with pytest.raises(BoardError, match=r"firmware (crashed|stopped) at 0x"):
        finish(listen(image, np.zeros(16000, np.int16)))


def test_files_that_are_no_int8_models(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_bare_model(tmp_path / "none.tflite")
    for content in (b"", b"TFL3", b"\x1c\0\0\0TFL3" + bytes(100), bytes(1000)):
        path = tmp_path / "bad.tflite"
        path.write_bytes(content)
        with pytest.raises(ModelError):
            read_bare_model(path)

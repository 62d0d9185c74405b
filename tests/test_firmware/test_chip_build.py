"""Building for chips: from a project's model to the parts of an image, through a sketch.

arduino-cli is the program of `fakes/arduino_cli.py`; everything up to it and after it is real.
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.arduino_computer import Computer
from uno_networks import random_convnet

import wakewright
from assets.installer.prebuild import prebuild as make_bases
from audio.action import Action
from audio.project import Project
from audio.stage import finish
from audio.uno_frontend import UnoFrontEnd
from compress.detector import DetectorSettings
from compress.uno.model import UnoModel
from compress.variant import Variant
from compress.window import FRAMES
from firmware import prebuilt
from firmware.bare_model import EngineModel
from firmware.behaviour import Behaviour
from firmware.boards import Board, load_board, load_boards
from firmware.build import BuildError, build, compiler_log
from firmware.build_small import build_small
from firmware.compilation import engine_for
from firmware.consent import ConsentNeeded
from firmware.image import FirmwareImage
from firmware.prebuilt import ENGINES
from firmware.toolchains.arduino_core import LISTS
from firmware.toolchains.cortex_m4 import ToolchainError

CHIPS = [
    board
    for board in load_boards().values()
    if board.kind == "chip" and not board.core.startswith("avr")
]
ESP32 = load_board("esp32-s3")
UNO = load_board("arduino-uno")


@pytest.fixture(scope="module")
def small_model() -> UnoModel:
    """A network nobody trained."""
    network = random_convnet(3, channels=8, labels=2)
    detector = DetectorSettings(network.stride_frames, 4, (17_500,) * 2, 400)
    front_end = UnoFrontEnd(frames=network.frames)
    return UnoModel("random", ("lantern", "_unknown_"), front_end, detector, network)


def built(variant: Variant, folder: Path, engine: str = "baked") -> FirmwareImage:
    """Firmware for the ESP32-S3."""
    return finish(build(variant, ESP32, engine, folder))


@pytest.mark.parametrize("board", CHIPS, ids=lambda board: board.name)
def test_an_image_for_a_chip_has_all_that_is_written_to_it(
    computer: Computer, tone_variant: Variant, tmp_path: Path, board: Board
) -> None:
    computer.ready(board)
    image = finish(build(tone_variant, board, "baked", tmp_path / "image"))
    assert (image.board, image.engine, image.base_reused) == (board.name, "baked", False)
    assert image.needs.flash_bytes > 100_000 and image.needs.static_ram_bytes > 20_000
    assert [part.kind for part in image.parts][-1] == "firmware"
    assert image.firmware in [part.file for part in image.parts]
    assert {part.file for part in image.parts} <= set(image.files)
    name = f"wakewright_{board.name.replace('-', '_')}"
    # The sketch is there for people to open, and no second copy of the sources.
    assert {f"{name}/{name}.ino", f"{name}/sketch.yaml", "build.log"} <= set(image.files)
    assert not any(file.startswith("sources/") for file in image.files)
    assert FirmwareImage.load(image.folder) == image
    assert json.loads(json.dumps(image.to_dict()))["base_reused"] is False


def test_without_the_tools_it_says_what_must_be_fetched(
    computer: Computer, tone_variant: Variant, tmp_path: Path
) -> None:
    with pytest.raises(ConsentNeeded) as caught:
        built(tone_variant, tmp_path / "image")
    assert [offer.name for offer in caught.value.offers] == ["arduino-cli 1.5.1", LISTS.name]
    assert not (tmp_path / "image").exists()


def test_a_build_is_up_to_date_until_something_changes(
    computer: Computer, tone_variant: Variant, tmp_path: Path
) -> None:
    computer.ready()
    first = built(tone_variant, tmp_path / "image")
    compiles = len(computer.commands())
    assert built(tone_variant, tmp_path / "image") == first
    behaviour = Behaviour(sensitivity=0.7)
    other = finish(build(tone_variant, ESP32, "baked", tmp_path / "image", behaviour))
    assert not other.base_reused and len(computer.commands()) == compiles + 1
    # Back again: the compiler is not asked a second time.
    again = built(tone_variant, tmp_path / "image")
    assert again.base_reused and len(computer.commands()) == compiles + 1
    assert again.parts == first.parts


def test_a_retrained_model_needs_no_compiler_with_the_interpreter(
    computer: Computer, tone_variant: Variant, tmp_path: Path
) -> None:
    computer.ready()
    first = built(tone_variant, tmp_path / "one", "tflm")
    compiles = len(computer.commands())
    detector = replace(tone_variant.detector, thresholds=(21_000, 20_000, 19_000))
    again = built(replace(tone_variant, detector=detector), tmp_path / "two", "tflm")
    assert (first.base_reused, again.base_reused) == (False, True)
    assert len(computer.commands()) == compiles
    assert again.part_hash("firmware") == first.part_hash("firmware")
    assert again.part_hash("model") != first.part_hash("model")
    model = first.part("model")
    assert model is not None and model.offset == ESP32.model_offset


@pytest.mark.parametrize("engine", ENGINES)
def test_firmware_that_came_along_needs_no_tools_at_all(
    computer: Computer,
    tone_variant: Variant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
) -> None:
    """Compiled where the installer was made; here the model's pack is all that is new."""
    computer.ready()
    folder = tmp_path / "came along"
    made = make_bases(folder, tmp_path / "work", boards=[ESP32.name], engines=[engine])
    assert {(base.board, base.engine) for base in made} == {(ESP32.name, engine)}
    compiles = len(computer.commands())
    monkeypatch.setattr(prebuilt, "FOLDER", folder)
    monkeypatch.setenv("PATH", str(tmp_path))
    prebuilt.bases.cache_clear()
    try:
        assert engine_for(ESP32) == engine
        image = finish(build(tone_variant, ESP32, "", tmp_path / "image"))
        typing = Behaviour(actions=(Action(tone_variant.labels[0], "usb_keyboard", "text=Hi"),))
        keyboard = finish(build(tone_variant, ESP32, "", tmp_path / "keyboard", typing))
    finally:
        prebuilt.bases.cache_clear()
    assert len(computer.commands()) == compiles
    assert (image.engine, image.base_reused) == (engine, True)
    # A USB port that types is another firmware, and came along as well.
    assert keyboard.base_reused and len({base.key for base in made}) == len(made)
    assert 2 * sum("-keyboard" in base.folder for base in made) == len(made) >= 2 * len(FRAMES)
    assert [part.kind for part in image.parts][-2:] == ["firmware", "model"]
    assert {part.kind for part in image.parts} >= {"bootloader", "partitions"}
    wanted = f"{ESP32.name}-{engine}-{tone_variant.front_end.frames}"
    [base] = [base for base in made if base.folder == wanted]
    for name, _, _ in base.parts:
        assert (image.folder / name).read_bytes() == (folder / base.folder / name).read_bytes()
    model = image.part("model")
    assert model is not None and model.offset == ESP32.model_offset


def test_the_command_asks_for_downloads_and_tells_sizes(
    computer: Computer,
    tone_variant: Variant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project = Project.create(tmp_path / "lamp", tone_variant.labels[:2])
    tone_variant.save(project.models)
    project.changed(chosen_variant=tone_variant.name)
    computer.install()
    command = ["wakewright", "build", str(project.folder), "--board", "esp32-s3", "--json"]
    monkeypatch.setattr("sys.stdin", io.StringIO())  # Nobody is there to be asked.
    monkeypatch.setattr("sys.argv", command)
    assert wakewright.main() == wakewright.EXIT_FAILED
    said = capsys.readouterr()
    assert said.out == "" and "Agree to it with --yes" in said.err
    assert computer.commands() == []
    monkeypatch.setattr("sys.argv", [*command, "--yes"])
    assert wakewright.main() == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["flash_bytes"] > 280_000 and told["ram_bytes"] == 23_456
    assert told["base_reused"] is False
    for offer in (LISTS.name, "esp32:esp32 3.2.0"):
        assert any(line.startswith(f"{offer}: ") for line in said.err.splitlines())


def test_a_refusal_is_told_with_its_log(
    computer: Computer, tone_variant: Variant, tmp_path: Path
) -> None:
    computer.ready()
    computer.misbehave("error")
    with pytest.raises(BuildError, match=r"does not compile: app\.c:7: expected") as caught:
        built(tone_variant, tmp_path / "image")
    assert "image.log" in caught.value.hint
    assert "arduino-cli compile" in compiler_log(tmp_path / "image")
    assert not (tmp_path / "image").exists()


def test_a_model_alone_is_no_firmware(
    computer: Computer, tone_tflite: bytes, tmp_path: Path
) -> None:
    with pytest.raises(BuildError, match="hears nothing"):
        finish(build(EngineModel("tones", tone_tflite, 0), ESP32, "baked", tmp_path / "image"))


def test_the_unos_firmware_needs_no_compiler_of_ones_own(
    computer: Computer,
    small_model: UnoModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("firmware.toolchains.avr.is_there", lambda: False)
    monkeypatch.setattr("firmware.measure_small.has_simavr", lambda: False)
    with pytest.raises(ConsentNeeded):
        finish(build_small(small_model, UNO, tmp_path / "image"))
    computer.ready(UNO)
    image = finish(build_small(small_model, UNO, tmp_path / "image"))
    assert image.firmware == "wakewright_arduino_uno.ino.hex"
    assert [part.file for part in image.parts] == [image.firmware]
    assert "wakewright_arduino_uno/wakewright_arduino_uno.ino" in image.files
    computer.misbehave("too-large")
    with pytest.raises(BuildError, match=r"takes .* bytes of flash; Arduino Uno has"):
        network = random_convnet(4, channels=8, labels=2)
        finish(build_small(replace(small_model, network=network), UNO, tmp_path / "image"))
    assert finish(build_small(small_model, UNO, tmp_path / "image")) == image


def test_a_simulated_uno_is_none_of_arduinos(
    computer: Computer, small_model: UnoModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.toolchains.avr.is_there", lambda: False)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(ToolchainError, match="No compiler for the Uno"):
        finish(build_small(small_model, load_board("virtual-uno"), tmp_path / "image"))

"""Sketches: they stand alone, keep Arduino's rules, and run as the firmware they were made from."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from arduino_builder import build_sketch, has_builder, preprocessed
from device_build import host_compiler
from uno_networks import random_convnet
from uno_simulator import UnoBoard, compile_board, has_simulator, run_board

from audio.errors import WakewrightError
from audio.project import Project
from audio.stage import finish
from audio.uno_frontend import UnoFrontEnd
from compress.detector import DetectorSettings
from compress.uno.model import UnoModel
from compress.variant import Variant
from firmware.arduino.includes import foreign_includes, with_own_includes
from firmware.arduino.sketch import ProgramSources, Sketch, sketch_name, write_sketch
from firmware.boards import Board, BoardError, load_board, load_boards
from firmware.engines.micro.program import write_program
from firmware.export import export_as
from firmware.sources import lay_out
from firmware.toolchains import avr

CHIPS = [board for board in load_boards().values() if board.kind == "chip" and board.fqbn]
UNO = load_board("arduino-uno")
ESP32 = load_board("esp32-s3")
# Arduino's sketch specification; no dots or dashes, which old versions refuse.
SKETCH_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,62}")


@pytest.fixture(scope="module")
def host_sketch(tone_variant: Variant, tmp_path_factory: pytest.TempPathFactory) -> Sketch:
    """The portable core in a sketch, with this computer in place of the chip."""
    folder = tmp_path_factory.mktemp("sketch")
    laid = lay_out(tone_variant, load_board("host"), "baked", folder / "sources")
    sources = ProgramSources(laid.folder, laid.include_dirs, laid.defines)
    return write_sketch(sources, ESP32, folder / sketch_name(ESP32))


@pytest.fixture(scope="module")
def small_model() -> UnoModel:
    """A network nobody trained, which answers to sound in some way."""
    network = random_convnet(3, channels=16, labels=3)
    detector = DetectorSettings(network.stride_frames, 4, (17_500,) * 3, 400)
    labels = ("lantern", "harbour", "_unknown_")
    front_end = UnoFrontEnd(frames=network.frames)
    metrics = {"validation_score": 1.0}
    return UnoModel("random", labels, front_end, detector, network, metrics)


def bursts(seconds: int) -> np.ndarray:
    """Readings of tones of all levels in noise."""
    random = np.random.default_rng(5)
    pieces = []
    for _ in range(2 * seconds):
        wave = np.sin(np.arange(4000) * random.uniform(0.05, 1.4)) * random.uniform(1, 240)
        pieces += [wave + random.normal(0, 20, 4000), random.normal(0, 0.6, 4000)]
    return (np.concatenate(pieces) + 256).round().clip(0, 1023).astype(np.uint16)


@pytest.mark.parametrize("board", CHIPS, ids=lambda board: board.name)
def test_names_follow_the_rules_of_all_versions(board: Board) -> None:
    assert SKETCH_NAME.fullmatch(sketch_name(board))


def test_every_file_finds_its_headers_without_an_include_folder(host_sketch: Sketch) -> None:
    files = [host_sketch.folder / name for name in host_sketch.files]
    sources = [path for path in files if path.suffix in (".c", ".cpp", ".h", ".ino")]
    assert len(sources) > 20
    assert [name for path in sources for name in foreign_includes(path)] == []
    assert host_sketch.ino in files


def test_sources_in_a_sketch_are_the_same_program(host_sketch: Sketch, tmp_path: Path) -> None:
    program = tmp_path / "firmware"
    files = [str(path) for path in sorted((host_sketch.folder / "src").rglob("*.c"))]
    options = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas"]
    command = [*host_compiler(), *options, *files, "-o", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_the_command_line_said_is_in_the_files_that_need_it(host_sketch: Sketch) -> None:
    commands = (host_sketch.folder / "src" / "commands.c").read_text()
    assert '#define WW_ENGINE "baked"\n' in commands
    detector = (host_sketch.folder / "src" / "detector.c").read_text()
    assert "WW_ENGINE" not in detector
    assert all(text.startswith("#pragma GCC optimize") for text in (commands, detector))
    assert "pragma" not in (host_sketch.folder / "src" / "detector.h").read_text()


def test_the_project_file_pins_core_and_board(host_sketch: Sketch) -> None:
    lines = (host_sketch.folder / "sketch.yaml").read_text().splitlines()
    assert f"    fqbn: {ESP32.fqbn}" in lines and f"default_fqbn: {ESP32.fqbn}" in lines
    assert f"      - platform: esp32:esp32 ({ESP32.core_version})" in lines
    assert f"        platform_index_url: {ESP32.core_index_url}" in lines
    # A default profile would keep those who have the core installed from using it.
    assert not any(line.startswith("default_profile") for line in lines)


def test_the_readme_says_what_to_choose(host_sketch: Sketch) -> None:
    text = (host_sketch.folder / "README.md").read_text()
    for told in (ESP32.ide_board, ESP32.core_version, ESP32.core_index_url, "115200"):
        assert told in text
    assert f"{host_sketch.folder.name}/{host_sketch.ino.name}" in text


def test_boards_that_arduino_does_not_know_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BoardError, match="no board of the Arduino IDE"):
        write_sketch(ProgramSources(tmp_path, ()), load_board("host"), tmp_path / "sketch")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="has none of"):
        write_sketch(ProgramSources(tmp_path / "empty", ()), UNO, tmp_path / "sketch")


def test_includes_are_looked_for_as_a_compiler_does(tmp_path: Path) -> None:
    for name in ("near.h", "lib/near.h", "lib/far.h", "lib/deep/x.h", "deep/y.c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    text = '#include "near.h"\n  # include "far.h"\n#include <deep/x.h>\n#include <string.h>\n'
    text += 'const char *line = "#include \\"far.h\\"";\n#include "PDM.h"\n'
    first = with_own_includes(text, tmp_path / "a.c", [tmp_path / "lib"])
    assert first.splitlines()[:4] == [
        '#include "near.h"',
        '  # include "lib/far.h"',
        '#include "lib/deep/x.h"',
        "#include <string.h>",
    ]
    assert first.splitlines()[4:] == text.splitlines()[4:]
    deep = with_own_includes('#include "near.h"\n', tmp_path / "deep" / "y.c", [tmp_path / "lib"])
    assert deep == '#include "../lib/near.h"\n'


@pytest.mark.skipif(
    not has_builder(),
    reason="Arduino's builder is not installed (Debian: arduino-builder arduino-core-avr gcc-avr).",
)
def test_arduinos_preprocessor_understands_the_program(project: Project, tmp_path: Path) -> None:
    finish(export_as(project.folder, "arduino", tmp_path, "nano-33-ble-sense"))
    sketch = tmp_path / sketch_name(load_board("nano-33-ble-sense"))
    for source in (sketch / "src").rglob("*.c*"):
        source.unlink()  # Those of another chip, whose core is not here.
    made = preprocessed(sketch / f"{sketch.name}.ino", UNO.fqbn, tmp_path / "build")
    lines = [line.strip() for line in made.splitlines()]
    assert {"void setup();", "void loop();", '#include "src/app.h"'} <= set(lines)
    assert lines.index('#include "src/app.h"') > lines.index('extern "C" {')
    assert lines.index("void setup();") < lines.index("void setup() { ww_app_start(); }")


@pytest.mark.skipif(
    not (has_builder() and has_simulator()),
    reason="Arduino's builder for AVR and simavr are not installed (Debian: arduino-builder "
    "arduino-core-avr gcc-avr avr-libc libsimavr-dev).",
)
def test_arduinos_builder_makes_the_unos_sketch_and_it_hears_the_same(
    small_model: UnoModel, tmp_path: Path
) -> None:
    own = compile_board(small_model, tmp_path)
    (tmp_path / "program").mkdir()
    write_program(small_model, "virtual-uno", tmp_path / "program")
    program = ProgramSources(tmp_path / "program", (tmp_path / "program",))
    sketch = write_sketch(program, UNO, tmp_path / sketch_name(UNO))
    elf, said = build_sketch(sketch.ino, UNO.fqbn, tmp_path / "build")
    # Whatever the core's own files are warned about, ours are clean.
    assert not re.findall(rf".*{sketch.folder.name}.*(?:warning|error).*", said)
    (tmp_path / "arduino").mkdir()
    copy = Path(shutil.copyfile(elf, tmp_path / "arduino" / "firmware.elf"))
    shutil.copyfile(elf.with_suffix(".hex"), copy.with_suffix(".hex"))
    built = UnoBoard(copy, *avr.sizes(copy))
    sound = bursts(6)
    ran, wanted = run_board(built, sound), run_board(own, sound)
    assert ran.detections == wanted.detections
    assert len(wanted.detections) >= 5
    assert ran.dropped_ms == 0
    # Arduino compiles for size, which would be too slow; the sketch asks for speed itself.
    assert ran.busy_cycles < 1.02 * wanted.busy_cycles
    assert 2048 - ran.static_bytes - ran.stack_bytes >= 64
    assert built.flash_bytes <= UNO.app_flash_bytes


@pytest.fixture(scope="module")
def project(
    tone_variant: Variant, small_model: UnoModel, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """One with a model for each kind of board."""
    project = Project.create(tmp_path_factory.mktemp("projects") / "lamp", tone_variant.labels[:2])
    tone_variant.save(project.models)
    small_model.save(project.models)
    return project.changed(chosen_variant=tone_variant.name, board="host")


@pytest.mark.parametrize("board", CHIPS, ids=lambda board: board.name)
def test_every_board_of_the_ide_can_be_exported(
    project: Project, board: Board, tmp_path: Path
) -> None:
    files = finish(export_as(project.folder, "arduino", tmp_path, board.name))
    sketch = tmp_path / sketch_name(board)
    assert {sketch / f"{sketch.name}.ino", sketch / "sketch.yaml"} <= set(files)
    sources = [path for path in files if path.suffix in (".c", ".cpp", ".h", ".ino")]
    # Whatever is not in the sketch comes from the board's core, none of whose headers begin so.
    foreign = {name for path in sources for name in foreign_includes(path)}
    own = {path.name for path in sources}
    assert not foreign & own
    assert not [name for name in foreign if name.startswith(("ww_", "hal", "uno_", "model"))]
    # Model and words are part of it, as the IDE writes nothing else.
    said = (sketch / "src" / "ww_config.c").read_text()
    assert "lantern" in said or all(word in said for word in project.words)


def test_a_sketch_is_for_the_projects_board_unless_another_is_named(
    project: Project, tmp_path: Path
) -> None:
    with pytest.raises(WakewrightError, match="no board of the Arduino IDE") as caught:
        finish(export_as(project.folder, "arduino", tmp_path))
    assert "arduino-uno" in caught.value.hint
    (tmp_path / "model.tflite").touch()
    with pytest.raises(WakewrightError, match="a model alone"):
        finish(export_as(tmp_path / "model.tflite", "arduino", tmp_path, "arduino-uno"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.tflite"]

"""arduino-cli driven from nothing to firmware, and through everything that goes wrong.

The program is the one in `fakes/arduino_cli.py`: another process, found on the PATH as the real one
is, with its command line, folders, exit codes and JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fakes.arduino_cli import URL, install_fake
from fakes.arduino_computer import Computer

from audio.stage import Progress, Stage, finish
from compress.variant import Variant
from firmware.arduino.compilation import LOG_FILE, SketchBuild, compile_sketch
from firmware.arduino.sketch import ProgramSources
from firmware.boards import Board, load_board, load_boards
from firmware.consent import NO_CONSENT, Consent, ConsentNeeded, Offer
from firmware.sources import lay_out
from firmware.toolchains import arduino_program
from firmware.toolchains.arduino_cli import CompileError, get_compiler, missing
from firmware.toolchains.arduino_core import LISTS, find_data_folder, own_data_folder
from firmware.toolchains.arduino_program import ARCHIVES, download_for, find_program
from firmware.toolchains.arduino_words import explain, read_answer
from firmware.toolchains.child import Ended
from firmware.toolchains.cortex_m4 import ToolchainError

ESP32 = load_board("esp32-s3")
CHIPS = [board for board in load_boards().values() if board.kind == "chip" and board.fqbn]


@pytest.fixture(scope="module")
def sources(tone_variant: Variant, tmp_path_factory: pytest.TempPathFactory) -> ProgramSources:
    """A program; what is compiled of it does not matter here."""
    folder = tmp_path_factory.mktemp("program")
    laid = lay_out(tone_variant, load_board("host"), "baked", folder)
    return ProgramSources(laid.folder, laid.include_dirs, laid.defines)


def compiled(sources: ProgramSources, folder: Path) -> SketchBuild:
    """Compile for the ESP32-S3 into a new folder, with nothing left to agree to."""
    folder.mkdir()
    return finish(compile_sketch(sources, ESP32, folder, NO_CONSENT))


def with_lists(computer: Computer) -> Consent:
    """The consent to the core, after the lists were fetched."""
    computer.install()
    with pytest.raises(ConsentNeeded) as caught:
        finish(get_compiler(ESP32, Consent.to([LISTS])))
    return Consent.to(caught.value.offers)


def test_from_nothing_to_firmware_with_a_yes_to_each_download(
    computer: Computer, sources: ProgramSources, tmp_path: Path
) -> None:
    (program,) = missing(ESP32)[:1]
    assert program.name == "arduino-cli 1.5.1"
    computer.install()
    # The lists come first, as they say how large a core is; until then nothing is started.
    assert missing(ESP32) == (LISTS,)
    with pytest.raises(ConsentNeeded):
        finish(get_compiler(ESP32, NO_CONSENT))
    assert computer.commands() == []
    with pytest.raises(ConsentNeeded) as caught:
        finish(get_compiler(ESP32, Consent.to([LISTS])))
    assert [words[:2] for words in computer.commands()] == [["core", "update-index"]]
    (core,) = caught.value.offers
    assert core.name == "esp32:esp32 3.2.0"
    assert core.megabytes in range(375, 378)  # A core of 25 MB and this system's compiler of 350.
    assert core.disk_megabytes == 4 * core.megabytes
    assert missing(ESP32) == (core,)
    with pytest.raises(ConsentNeeded):
        finish(get_compiler(ESP32, Consent.to([LISTS])))
    assert len(computer.commands()) == 1
    steps: list[Progress] = []
    finish(get_compiler(ESP32, Consent.to([core])), steps.append)
    assert computer.commands()[1][:3] == ["core", "install", "esp32:esp32@3.2.0"]
    assert any("150 of 37" in step.message for step in steps)
    assert missing(ESP32) == ()
    built = compiled(sources, tmp_path / "out")
    assert not built.reused
    assert built.flash_bytes > 280_000 and built.ram_bytes == 23_456
    assert [(part.offset, part.kind) for part in built.parts] == [
        (0, "bootloader"),
        (0x8000, "partitions"),
        (0x10000, "firmware"),
    ]
    assert all((tmp_path / "out" / part.file).is_file() for part in built.parts)
    assert "Sketch uses" in (tmp_path / "out" / LOG_FILE).read_text()


def test_settings_and_libraries_of_the_person_are_left_out(computer: Computer) -> None:
    finish(get_compiler(ESP32, with_lists(computer)))
    settings = computer.settings()
    cache = str(computer.folder / "cache")
    assert "ARDUINO_DATA_DIR" not in settings
    for name in ("DIRECTORIES_DATA", "DIRECTORIES_DOWNLOADS", "DIRECTORIES_USER"):
        assert settings[f"ARDUINO_{name}"].startswith(cache)
    assert settings["ARDUINO_BOARD_MANAGER_ADDITIONAL_URLS"] == URL
    assert settings["ARDUINO_UPDATER_ENABLE_NOTIFICATION"] == "false"
    assert all("--json" in arguments for arguments in computer.commands())


def test_the_same_program_is_compiled_once(
    computer: Computer, sources: ProgramSources, tmp_path: Path
) -> None:
    computer.ready()
    first = compiled(sources, tmp_path / "first")
    compiles = len(computer.commands())
    again = compiled(sources, tmp_path / "again")
    assert len(computer.commands()) == compiles
    assert (first.reused, again.reused) == (False, True)
    assert again.parts == first.parts and again.flash_bytes == first.flash_bytes
    for part in first.parts:
        files = [tmp_path / name / part.file for name in ("first", "again")]
        assert files[0].read_bytes() == files[1].read_bytes()
    # It needs no arduino-cli any more.
    for starter in (computer.folder / "bin").iterdir():
        starter.unlink()
    assert compiled(sources, tmp_path / "third").reused


def test_a_change_compiles_only_what_changed(
    computer: Computer, sources: ProgramSources, tmp_path: Path
) -> None:
    computer.ready()
    compiled(sources, tmp_path / "first")
    objects = computer.folder / "cache" / "builds" / "esp32-s3" / "made" / "sketch"
    before = {path.name: path.stat().st_mtime_ns for path in objects.iterdir()}
    assert len(before) > 10
    changed = tmp_path / "changed"
    changed.mkdir()
    for path in sources.folder.rglob("*"):
        if path.is_file():
            place = changed / path.relative_to(sources.folder)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(path.read_bytes())
    with (changed / "model.c").open("a") as file:
        file.write("/* trained again */\n")
    other = ProgramSources(changed, (changed,), sources.defines)
    assert not compiled(other, tmp_path / "second").reused
    after = {path.name: path.stat().st_mtime_ns for path in objects.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"model.c.o"}
    first, second = ([*arguments] for arguments in computer.commands()[-2:])
    # From the same place to the same place, or arduino-cli would compile the core anew.
    assert first[first.index("--build-path") + 1] == second[second.index("--build-path") + 1]
    assert first[-3] == second[-3]


def test_a_core_of_the_arduino_ide_is_used_as_it_is(
    computer: Computer, sources: ProgramSources, tmp_path: Path
) -> None:
    computer.install()
    data = {"linux": ".arduino15", "darwin": "Library/Arduino15"}.get(sys.platform, "Arduino15")
    core = computer.folder / "home" / data / "packages" / "esp32" / "hardware" / "esp32"
    (core / "3.1.0").mkdir(parents=True)
    (core / "3.1.0" / "boards.txt").touch()
    assert missing(ESP32) == (LISTS,)  # Another version is another core.
    (core / "3.2.0").mkdir()
    (core / "3.2.0" / "boards.txt").touch()
    assert missing(ESP32) == ()
    compiled(sources, tmp_path / "out")
    assert computer.settings()["ARDUINO_DIRECTORIES_DATA"].endswith(data)
    assert find_data_folder(ESP32) != own_data_folder()


@pytest.mark.parametrize(
    ("fault", "what", "hint"),
    [
        ("error", "app.c:7: expected ';' before 'return'", "worth reporting"),
        ("link", "undefined reference to `f'", "worth reporting"),
        ("no-space", "The disk is full", "Make room"),
        (
            "too-large",
            "takes 1,310,725 bytes of flash; ESP32-S3 development board, 8 MB flash has 1,310,720",
            "smaller model",
        ),
        ("too-much-ram", "takes 327,687 bytes of RAM; ESP32-S3 development board", "smaller model"),
        ("overflow", "The firmware is too large for ESP32-S3", "smaller model"),
        ("garbage", "ended with code 2: panic", "log"),
        ("crash", "ended with code", "log"),
        ("no-file", "left no wakewright_esp32_s3.ino.bootloader.bin", "core"),
    ],
)
def test_what_goes_wrong_is_told_and_leaves_a_log(
    computer: Computer,
    sources: ProgramSources,
    tmp_path: Path,
    fault: str,
    what: str,
    hint: str,
) -> None:
    computer.ready()
    computer.misbehave(fault)
    with pytest.raises(CompileError) as caught:
        compiled(sources, tmp_path / "out")
    assert what in caught.value.what and hint in caught.value.hint
    log = (tmp_path / "out" / LOG_FILE).read_text()
    assert log.startswith("arduino-cli compile --fqbn esp32:esp32:esp32s3")
    assert not list((computer.folder / "cache" / "firmware").glob("esp32*"))
    # What went wrong leaves nothing behind that the next build would trip over.
    computer.misbehave("")
    assert compiled(sources, tmp_path / "then").flash_bytes


@pytest.mark.parametrize(
    ("fault", "what"), [("offline", "cannot be reached"), ("no-space", "disk is full")]
)
def test_a_core_that_cannot_be_installed_is_told(computer: Computer, fault: str, what: str) -> None:
    consent = with_lists(computer)
    computer.misbehave(fault)
    with pytest.raises(ToolchainError, match=what):
        finish(get_compiler(ESP32, consent))
    assert find_data_folder(ESP32) is None


def test_lists_that_cannot_be_fetched_or_lack_the_core(computer: Computer) -> None:
    computer.install()
    computer.misbehave("offline")
    with pytest.raises(ToolchainError, match="cannot be reached"):
        finish(get_compiler(ESP32, Consent.to([LISTS])))
    computer.misbehave("")
    with_lists(computer)
    (own_data_folder() / "package_esp32_index.json").write_text('{"packages": []}')
    with pytest.raises(ToolchainError, match="do not say how large esp32:esp32"):
        missing(ESP32)


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are those of POSIX")
@pytest.mark.parametrize("at", ["compile", "install"])
def test_cancelling_ends_the_compilers_too(
    computer: Computer, sources: ProgramSources, tmp_path: Path, at: str
) -> None:
    stage: Stage[Any]
    if at == "compile":
        computer.ready()
        (tmp_path / "out").mkdir()
        stage = compile_sketch(sources, ESP32, tmp_path / "out", NO_CONSENT)
    else:
        stage = get_compiler(ESP32, with_lists(computer))
    computer.misbehave("hang")
    pids = (computer.folder / "history").with_suffix(".pids")
    said = [next(stage)]
    while not pids.exists():
        said.append(next(stage))
    stage.close()
    assert said[-1].message.startswith(("arduino-cli compiles", "Installing esp32:esp32"))
    for pid in json.loads(pids.read_text()):
        _wait_for_the_end(pid)


def _wait_for_the_end(pid: int) -> None:
    """An orphan is buried by the system a moment after it died."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} goes on")


def test_two_builds_at_once_do_not_spoil_each_other(
    computer: Computer, sources: ProgramSources, tmp_path: Path
) -> None:
    computer.ready()
    computer.misbehave("hang")
    (tmp_path / "one").mkdir()
    stage = compile_sketch(sources, ESP32, tmp_path / "one", NO_CONSENT)
    while not next(stage).message.startswith("arduino-cli compiles"):
        pass
    with pytest.raises(ToolchainError, match="by another program"):
        compiled(sources, tmp_path / "two")
    stage.close()
    computer.misbehave("")
    assert compiled(sources, tmp_path / "three").flash_bytes


@pytest.mark.parametrize("version", ["0.35.3", "nightly", "0.0.0"])
def test_a_program_that_is_too_old_is_as_good_as_none(computer: Computer, version: str) -> None:
    computer.install(version)
    assert find_program() is None
    computer.install("1.0.0")
    assert find_program() is not None


@pytest.mark.skipif(sys.platform != "linux", reason="the places of other systems are absolute")
def test_the_copy_inside_the_arduino_ide_is_found(computer: Computer) -> None:
    inside = Path("resources") / "app" / "lib" / "backend" / "resources"
    place = computer.folder / "home" / "arduino-ide_2.3.6_Linux_64bit" / inside
    install_fake(place)
    assert find_program() == place / "arduino-cli"


def test_every_system_has_its_own_archive() -> None:
    offers = [download_for(*key) for key in ARCHIVES]
    assert len({offer.url for offer in offers}) == len({offer.sha256 for offer in offers}) == 5
    assert all(len(offer.sha256) == 64 for offer in offers)
    assert all(offer.url.endswith((".zip", ".tar.gz")) for offer in offers)
    # Where none is known it is not fetched, but pointed to.
    unknown = download_for("Linux", "riscv64")
    assert unknown.sha256 == "" and unknown.url == arduino_program.RELEASE


@pytest.mark.parametrize("board", CHIPS, ids=lambda board: board.name)
def test_each_board_names_its_files(board: Board, computer: Computer) -> None:
    from firmware.arduino.artefacts import chip_files

    files = chip_files(board, computer.folder / "wakewright_x")
    assert files.firmware in [part.file for part in files.parts if part.kind == "firmware"]
    assert all(part.file.startswith("wakewright_x.ino.") for part in files.parts)


def test_the_application_goes_where_the_table_says(computer: Computer) -> None:
    from firmware.arduino.artefacts import chip_files

    table = "# Name, Type, SubType, Offset, Size\nnvs, data, nvs, 0x9000, 0x5000,\n"
    sketch = computer.folder / "wakewright_x"
    sketch.mkdir()
    (sketch / "partitions.csv").write_text(table + "app0, app, factory, 0x20000, 0x200000,\n")
    offsets = {part.kind: part.offset for part in chip_files(ESP32, sketch).parts}
    assert offsets == {"bootloader": 0, "partitions": 0x8000, "firmware": 0x20000}


def test_errors_of_other_languages_and_forms_are_told_as_they_are() -> None:
    answer = read_answer(Ended(1, "", '{"error": "Errore durante la compilazione"}'))
    assert "Errore durante la compilazione" in explain(answer, ESP32).what
    silent = explain(read_answer(Ended(3, "", "")), ESP32)
    assert "code 3: no word" in silent.what
    assert explain(read_answer(Ended(5, "", '{"error": "x"}')), ESP32).what.startswith("Arduino’s")
    listed = read_answer(Ended(1, "[1, 2]", '{"error": "a"}'))
    assert listed.error == "a"


def test_offers_say_what_a_person_must_know() -> None:
    for offer in (LISTS, download_for("Linux", "x86_64")):
        assert isinstance(offer, Offer)
        assert offer.megabytes and offer.disk_megabytes and offer.licence and offer.source

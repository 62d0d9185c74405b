"""What goes around the frozen app: stamp, contents, licences, rules for boards, system files."""

from __future__ import annotations

import importlib.metadata
import json
import plistlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from fakes.sounds import ROOT

from assets.installer import inside, macos, notices, sbom, stamp, trim
from assets.installer.component import TEXTS, Component, LicenceMissing, plain
from assets.installer.linux.integration import metainfo, udev_rules
from firmware.boards import load_boards
from firmware.virtual.emulator_program import program_for

INSTALLER = ROOT / "assets" / "installer"
DATE = "1767225600"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project with a history of one commit."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "first"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_a_build_is_named_after_its_commit(tree: Path) -> None:
    named = stamp.read_stamp(tree)
    assert re.fullmatch(r"1\.2\.3\+g[0-9a-f]{9}", named.version)
    assert named == stamp.read_stamp(tree)
    (tree / "pyproject.toml").write_text('[project]\nversion = "1.2.4"\n')
    assert stamp.read_stamp(tree).version.endswith(".changed")


def test_a_release_is_named_by_its_tag_alone(tree: Path) -> None:
    subprocess.run(["git", "tag", "v1.2.3"], cwd=tree, check=True)
    assert stamp.read_stamp(tree).version == "1.2.3"


def test_the_date_can_be_given(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DATE)
    assert stamp.read_stamp(tree).date == "2026-01-01T00:00:00+00:00"


def test_a_tree_without_history_has_a_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    assert stamp.read_stamp(tmp_path) == stamp.Stamp("1.2.3", "", stamp.NO_DATE)


def test_every_boards_usb_id_has_a_rule() -> None:
    boards = [board for board in load_boards().values() if board.usb_ids]
    rules = udev_rules(pair for board in boards for pair in board.usb_ids)
    assert boards
    for board in boards:
        for pair in board.usb_ids:
            vendor, product = pair.lower().split(":")
            assert f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}"' in rules
    lines = [line for line in rules.splitlines() if not line.startswith("#")]
    assert all('TAG+="uaccess"' in line for line in lines) and len(set(lines)) == len(lines)


def test_what_is_left_out_is_told_with_its_bytes(tmp_path: Path) -> None:
    wanted, unwanted = tmp_path / "a.dat", tmp_path / "b.dat"
    wanted.write_bytes(bytes(100))
    unwanted.write_bytes(bytes(700))
    entries = [
        ("sklearn/linear_model/a.dat", str(wanted), "DATA"),
        ("sklearn/datasets/b.dat", str(unwanted), "DATA"),
        ("PySide6/Qt/translations/qtbase_ko.qm", str(wanted), "DATA"),
        ("PySide6/Qt/translations/qtbase_de.qm", str(wanted), "DATA"),
    ]
    kept, cut = trim.trimmed(entries)
    assert [place for place, *_ in kept] == [entries[0][0], entries[2][0]]
    told = trim.report(trim.sizes(entries), cut)
    assert told["collected before trimming"] == 1000
    assert told["examples"] == 700
    assert sum(told.values()) == 1000 + 800


def test_programs_under_the_gpl_hold_nothing_that_it_forbids() -> None:
    modules = ["json", "numpy.linalg", "unicorn", "firmware.virtual.trial", "_x"]
    trim.check_program(modules, trim.EMULATOR_IN)
    with pytest.raises(ValueError, match="tensorflow"):
        trim.check_program(["numpy", "tensorflow.python"], trim.EMULATOR_IN)


def test_the_sources_of_programs_under_the_gpl_are_published() -> None:
    told = (ROOT / ".github" / "workflows" / "installers.yml").read_text("utf-8")
    [named] = re.findall(r"for name in (unicorn[^;]*);", told)
    owners = importlib.metadata.packages_distributions()
    for module in trim.EMULATOR_IN | trim.TOOL_IN:
        if not (ROOT / module).exists():
            assert {plain(name) for name in owners[module]} <= {*named.split(), "numpy"}, module


def test_in_a_source_tree_boards_are_emulated_by_this_python() -> None:
    assert program_for("virtual-cortex-m4") is None and program_for("host") is None


def test_unicorn_is_imported_by_the_emulator_alone() -> None:
    files = [path for name in ("audio", "compress", "firmware", "gui")
             for path in (ROOT / name).rglob("*.py")]  # fmt: skip
    pattern = re.compile(r"^\s*(import|from) (unicorn|esptool)\b", re.MULTILINE)
    users = {path.name for path in files if pattern.search(path.read_text("utf-8"))}
    assert users == {"cortex_m4.py", "emulator.py"}


@pytest.fixture(scope="module")
def components(tmp_path_factory: pytest.TempPathFactory) -> list[Component]:
    """Whose files some files of this Python are, and what those packages carry inside."""
    import numpy
    import serial
    import soundfile

    places = [Path(module.__file__) for module in (numpy, serial, soundfile)]
    packages = notices.shipped(places, ROOT)
    folder = tmp_path_factory.mktemp("app")
    sound = "_soundfile_data"
    shutil.copytree(Path(soundfile.__file__).parent / sound, folder / sound)
    return [*packages, *inside.parts_inside(folder, packages)]


def test_files_are_traced_to_those_who_wrote_them(components: list[Component]) -> None:
    names = {component.name for component in components}
    assert {"numpy", "pyserial", "python", "pyinstaller"} <= names
    assert all(component.texts and component.licence for component in components)


def test_libraries_inside_of_packages_are_told_with_their_versions(
    components: list[Component],
) -> None:
    parts = {each.name: each for each in components if each.inside == "soundfile"}
    assert {"libsndfile", "mpg123", "LAME", "FLAC", "libvorbis", "Opus"} <= set(parts)
    assert re.fullmatch(r"1\.\d+\.\d+", parts["libsndfile"].version)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in parts["libsndfile"].texts[0]
    assert parts["mpg123"].version.startswith("in soundfile ")


def test_what_others_wrote_of_firmware_that_came_along_is_told(tmp_path: Path) -> None:
    place = tmp_path / "_internal" / "assets" / "prebuilt" / "esp32-s3-packed-49"
    place.mkdir(parents=True)
    (place / "firmware.bin").write_bytes(b"\xe9...\x00v5.4.1-1-g2f7dcd862a\x00...")
    own = notices.firmware(stamp.Stamp("1.2.3", "", 0), ROOT)
    told = {part.name: part for part in inside.parts_inside(tmp_path, [own])}
    assert set(told) == {"arduino-esp32", "ESP-IDF", "newlib"}
    assert told["ESP-IDF"].version == "5.4.1"
    assert "LESSER GENERAL PUBLIC LICENSE" in told["arduino-esp32"].texts[0]


def test_every_part_that_can_be_inside_has_its_texts() -> None:
    parts = inside.read_parts()
    assert len(parts) > 20
    assert [name for part in parts for name in part.texts if not (TEXTS / name).exists()] == []


def test_a_file_that_nobody_knows_is_not_shipped(tmp_path: Path) -> None:
    stranger = tmp_path / "libstranger.so"
    stranger.touch()
    with pytest.raises(LicenceMissing, match="libstranger"):
        notices.shipped([stranger], ROOT)


def test_nothing_is_shipped_without_its_licence(monkeypatch: pytest.MonkeyPatch) -> None:
    import serial

    monkeypatch.delitem(notices.GIVEN_TEXTS, "pyserial")
    with pytest.raises(LicenceMissing, match="pyserial"):
        notices.shipped([Path(serial.__file__)], ROOT)


def test_notices_name_everybody_with_the_text(components: list[Component], tmp_path: Path) -> None:
    notices.write(components, ROOT, tmp_path)
    text = (tmp_path / notices.NOTICES_FILE).read_text("utf-8")
    assert "Chris Liechti" in text and "NumPy Developers" in text
    assert (tmp_path / notices.LICENCE_FILE).read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_bill_of_materials_is_the_same_again(
    components: list[Component],
) -> None:
    named = stamp.Stamp("1.2.3", "ab" * 20, int(DATE))
    text = sbom.bill_of_materials(components, named)
    assert text == sbom.bill_of_materials(components, named)
    values = json.loads(text)
    assert values["metadata"]["timestamp"].startswith("2026-01-01")
    numpy = next(each for each in values["components"] if each["name"] == "numpy")
    assert numpy["purl"] == f"pkg:pypi/numpy@{numpy['version']}"
    assert values["specVersion"] == "1.6" and values["bomFormat"] == "CycloneDX"
    entries = values["components"]
    assert all(each["version"] and each["purl"] and each["licenses"] for each in entries)
    carried = {each["ref"]: each.get("dependsOn", []) for each in values["dependencies"]}
    soundfile = next(each for each in entries if each["name"] == "soundfile")
    assert any("libsndfile" in part for part in carried[soundfile["bom-ref"]])


def test_the_bill_of_materials_is_as_its_schema_wants_it(components: list[Component]) -> None:
    text = sbom.bill_of_materials(components, stamp.Stamp("1.2.3", "ab" * 20, int(DATE)))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    wrong = text.replace('"type": "library"', '"type": "libary"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(wrong) is not None


def test_macos_is_told_why_the_microphone_is_wanted() -> None:
    assert "teach" in macos.info("1.2.3+gabc")["NSMicrophoneUsageDescription"]
    assert macos.info("1.2.3+gabc")["CFBundleVersion"] == "1.2.3"
    with macos.ENTITLEMENTS.open("rb") as stream:
        assert plistlib.load(stream)["com.apple.security.device.audio-input"] is True


def test_windows_asks_for_no_administrator_and_leaves_projects_alone() -> None:
    script = (INSTALLER / "windows" / "wakewright.iss").read_text("utf-8")
    assert "PrivilegesRequired=lowest" in script
    assert "[UninstallDelete]" not in script


def test_the_desktop_entry_starts_what_is_installed() -> None:
    entry = (INSTALLER / "linux" / "wakewright.desktop").read_text("utf-8")
    lines = dict(line.split("=", 1) for line in entry.splitlines() if "=" in line)
    assert lines["Exec"] == lines["Icon"] == lines["StartupWMClass"] == "wakewright"
    assert lines["Terminal"] == "false"


def test_software_centres_are_told_the_version() -> None:
    text = metainfo(stamp.Stamp("1.2.3+gabc", "ab" * 20, int(DATE)))
    described = ElementTree.fromstring(text)
    [release] = described.iter("release")
    assert release.attrib == {"version": "1.2.3+gabc", "date": "2026-01-01"}
    [launched] = described.iter("launchable")
    assert (INSTALLER / "linux" / str(launched.text)).exists()


def test_every_action_of_the_workflows_is_pinned_by_its_commit() -> None:
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    used = [
        line for file in files for line in file.read_text("utf-8").splitlines() if "uses:" in line
    ]
    assert len(files) >= 2 and used
    assert [line for line in used if not re.search(r"@[0-9a-f]{40} # v\d", line)] == []

"""zig for computers without a compiler: offered, fetched with consent, used, and refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from fakes.zig_release import BareComputer

from audio.bundled import ASSETS
from audio.installation import how_to_add, own_program
from audio.project import Project
from audio.stage import finish
from firmware.boards import load_board
from firmware.commands import build_for, listen_to_file
from firmware.consent import NO_CONSENT, Consent, ConsentNeeded
from firmware.downloads import DownloadError, fetch
from firmware.export import export_as, export_offers
from firmware.requirements import fetch_offered, offers, requirements
from firmware.toolchains import cortex_m4, host, wasm, zig
from firmware.toolchains.cortex_m4 import ToolchainError
from firmware.toolchains.zig import ARCHIVES, download_for, find_zig, get_zig

HOST, VIRTUAL = load_board("host"), load_board("virtual-cortex-m4")
MODEL = ASSETS / "sample" / "models" / "mixconv-32"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One with a trained model."""
    made = Project.create(tmp_path / "lamp", ("good night house", "hey lantern"))
    shutil.copytree(MODEL, made.models / MODEL.name)
    made.changed(chosen_variant=MODEL.name)
    return made


@pytest.mark.parametrize("key", sorted(ARCHIVES))
def test_every_system_has_a_pinned_release(key: tuple[str, str]) -> None:
    download = download_for(*key)
    assert re.fullmatch("[0-9a-f]{64}", download.sha256)
    assert re.fullmatch(
        r"https://ziglang\.org/download/0\.16\.0/zig-(x86_64|aarch64)-\w+-0\.16\.0\.(tar\.xz|zip)",
        download.url,
    )
    assert 50 < download.megabytes < 100 < download.disk_megabytes
    assert len({each[1] for each in ARCHIVES.values()}) == len(ARCHIVES)


def test_where_no_release_is_known_none_is_offered(bare_computer: BareComputer) -> None:
    unknown = download_for("Plan9", "mips")
    assert unknown.sha256 == ""
    with pytest.raises(DownloadError) as refused:
        finish(fetch(unknown, Consent.to([unknown]), bare_computer.cache))
    assert refused.value.hint == "Install it by hand from https://ziglang.org/download/."
    bare_computer.monkeypatch.setattr(zig, "download_for", lambda *_: unknown)
    assert offers(HOST) == () and export_offers("web") == ()
    with pytest.raises(ToolchainError) as missing:
        host.find_compiler()
    assert "fetch" not in missing.value.hint and "Debian and Ubuntu: gcc" in missing.value.hint


def test_from_nothing_to_a_compiler_with_a_yes(bare_computer: BareComputer) -> None:
    bare_computer.publish()
    [offer] = offers(HOST)
    assert offer.name == "zig 0.16.0" and offer.source == "ziglang.org"
    assert export_offers("web") == offers(VIRTUAL, "baked") == (offer,)
    assert export_offers("c") == ()
    [needed] = requirements(HOST)
    assert not needed.there and needed.megabytes == offer.megabytes
    assert "Wakewright can fetch one" in needed.says and "pip" not in needed.says
    with pytest.raises(ConsentNeeded):
        finish(get_zig(NO_CONSENT))
    assert not bare_computer.cache.exists()
    assert finish(fetch_offered(HOST, NO_CONSENT)) == (offer,)
    assert finish(fetch_offered(HOST, Consent.to([offer]))) == ()
    [program] = find_zig()
    assert Path(program).parent == bare_computer.cache / "tools" / "zig-0.16.0"
    assert (Path(program).parent / "lib" / "compiler_rt.zig").is_file()
    assert list((bare_computer.cache / "downloads").iterdir()) == []
    assert host.find_compiler() == (program, "cc")
    assert cortex_m4.find_compiler() == (program, "cc", *cortex_m4.ZIG_TARGET)
    assert wasm.find_compiler() == (program, "cc", *wasm.ZIG_TARGET)
    assert offers(HOST) == export_offers("web") == ()
    assert [each.there for each in requirements(HOST)] == [True]
    # It is there, so nobody is asked again.
    assert finish(get_zig(NO_CONSENT)) == (program,)


def test_what_needs_a_compiler_asks_before_it_begins(
    bare_computer: BareComputer, project: Project, tmp_path: Path
) -> None:
    bare_computer.publish()
    sound = sorted((ASSETS / "demo" / "hey_lantern").glob("*.ogg"))[0]
    for stage in (
        build_for(project.folder, "host", None, None),
        listen_to_file(project.folder, sound, "host", None),
        export_as(project.folder, "web", tmp_path / "page"),
    ):
        with pytest.raises(ConsentNeeded, match=r"zig 0\.16\.0"):
            finish(stage)
    assert not project.builds.exists() or not any(project.builds.iterdir())
    assert not (tmp_path / "page").exists() and not bare_computer.cache.exists()


def test_a_yes_goes_on_to_the_page(
    bare_computer: BareComputer, project: Project, tmp_path: Path
) -> None:
    bare_computer.publish()
    consent = Consent.to(export_offers("web"))
    messages: list[str] = []
    made = export_as(project.folder, "web", tmp_path / "page", consent=consent)
    files = finish(made, lambda step: messages.append(step.message))
    assert [file.name for file in files] == ["wakewright.wasm", "wakewright.js", "index.html"]
    assert any("Downloading zig 0.16.0" in each for each in messages)
    version, compiling = bare_computer.runs()
    assert version["arguments"] == ["version"]
    assert compiling["arguments"][:3] == ["cc", "-target", "wasm32-freestanding"]
    # All that it leaves behind is in our cache, which may be deleted.
    assert compiling["cache"] == str(bare_computer.cache / "zig")


def test_another_file_than_the_pinned_one_is_thrown_away(bare_computer: BareComputer) -> None:
    bare_computer.publish()
    bare_computer.offer("0" * 64)
    with pytest.raises(DownloadError, match="not the right file"):
        finish(get_zig(Consent.to(offers(HOST))))
    assert find_zig() == () and list((bare_computer.cache / "downloads").iterdir()) == []


def test_a_zig_that_does_not_run_here_is_not_kept(bare_computer: BareComputer) -> None:
    bare_computer.publish(version="0.15.0")
    with pytest.raises(DownloadError, match="does not run on this computer"):
        finish(get_zig(Consent.to(offers(HOST))))
    assert find_zig() == () and offers(HOST) != ()


def test_what_is_installed_comes_before_what_could_be_fetched(
    bare_computer: BareComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("bin", "own"):
        (bare_computer.folder / folder).mkdir()
    on_path = bare_computer.folder / "bin" / ("zig.bat" if zig.PROGRAM.endswith("bat") else "zig")
    on_path.write_text("")
    on_path.chmod(0o755)
    assert [each.lower() for each in find_zig()] == [str(on_path).lower()]
    assert offers(HOST) == ()
    # Its caches are its owner's.
    assert zig.environment([str(on_path)]).get("ZIG_GLOBAL_CACHE_DIR") is None


def test_macos_offers_a_compiler_in_a_compilers_place(
    bare_computer: BareComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/usr/bin/cc is always there, and opens a dialog when the tools behind it are not."""
    monkeypatch.setattr("firmware.toolchains.host.sys.platform", "darwin")
    monkeypatch.setattr("firmware.toolchains.host.shutil.which", lambda name: f"/usr/bin/{name}")
    asked: list[list[str]] = []

    class Ended:
        returncode = 2

    def run(command: list[str], **_: object) -> Ended:
        asked.append(command)
        return Ended()

    monkeypatch.setattr("firmware.toolchains.host.subprocess.run", run)
    monkeypatch.setattr(zig, "compiler", lambda *_: ())
    with pytest.raises(ToolchainError):
        host.find_compiler()
    assert asked[0] == ["xcode-select", "-p"]
    Ended.returncode = 0
    assert host.find_compiler() == ("/usr/bin/cc",)


def test_each_copy_is_told_what_it_can_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert how_to_add("esptool") == "Install it: python -m pip install esptool"
    assert own_program("esptool") is None
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert "pip" not in how_to_add("esptool") and "install Wakewright again" in how_to_add(
        "esptool"
    )
    for program in ("bin/wakewright", "Contents/MacOS/wakewright"):
        place = tmp_path / program
        monkeypatch.setattr("sys.executable", str(place))
        assert own_program("esptool") is None
    suffix = ".exe" if zig.PROGRAM.endswith(".exe") else ""
    for folder in ("bin", "Contents/Resources"):
        tool = tmp_path / folder / "tools" / "esptool" / f"esptool{suffix}"
        tool.parent.mkdir(parents=True)
        tool.write_text("")
        top = "bin" if folder == "bin" else "Contents/MacOS"
        monkeypatch.setattr("sys.executable", str(tmp_path / top / "wakewright"))
        assert own_program("esptool") == tool

"""What lies in the .app beside what PyInstaller laid out; Apple's own programs are only noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.installer import macos
from assets.installer.freeze import App
from assets.installer.stamp import Stamp


@pytest.mark.parametrize("identity", ["", "Developer ID Application: A Maker"])
def test_other_programs_come_along_and_are_signed(
    identity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, folder = tmp_path / "out", tmp_path / "out" / "wakewright"
    tool = folder / "tools" / "esptool"
    (tool / "_internal").mkdir(parents=True)
    (tool / "esptool").write_bytes(macos.MACHINE_CODE[0] + bytes(60))
    (tool / "_internal" / "targets.yaml").write_text("esp32s3: {}\n")
    for name in macos.PAPERS:
        (folder / name).write_text(name)
    for name in ("MacOS", "Resources"):
        (out / macos.BUNDLE / "Contents" / name).mkdir(parents=True)
    ran: list[list[str]] = []
    monkeypatch.setattr(macos, "_run", lambda *words: ran.append([str(word) for word in words]))
    if identity:
        monkeypatch.setenv(macos.IDENTITY_VARIABLE, identity)
    else:
        monkeypatch.delenv(macos.IDENTITY_VARIABLE, raising=False)
    app = App(folder, Stamp("1.2.3", "", 0), tmp_path / "bill.json")
    macos.pack(tmp_path, app, tmp_path / "work", out, quick=True)
    bundle = tmp_path / "work" / "dmg" / macos.BUNDLE
    # There `audio.installation.own_program` finds it, from Contents/MacOS/wakewright.
    copied = bundle / "Contents" / "Resources" / "tools" / "esptool" / "esptool"
    assert copied.is_file() and (copied.parent / "_internal" / "targets.yaml").is_file()
    signed = [words[-1] for words in ran if "--sign" in words]
    assert signed == [str(copied), str(bundle)]  # What is inside first.
    assert all((identity or "-") in words for words in ran if "--sign" in words)
    assert any("runtime" in words for words in ran) == bool(identity)

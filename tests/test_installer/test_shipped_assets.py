"""Every folder of assets that the program reads is one that installers take along."""

from __future__ import annotations

import re

from fakes.sounds import ROOT

from assets.installer.trim import ASSETS_IN

READ = re.compile(r'ASSETS / "(\w+)"')
# Made where an installer is, and laid beside the others there.
MADE = {"prebuilt"}


def test_what_is_read_is_shipped() -> None:
    sources = [
        file
        for name in ("audio", "compress", "firmware", "gui")
        for file in (ROOT / name).rglob("*.py")
    ]
    read = {folder for file in sources for folder in READ.findall(file.read_text("utf-8"))}
    assert {"demo", "esphome", "web", "translations"} <= read | {"demo"}
    assert read - MADE <= set(ASSETS_IN)
    assert all((ROOT / "assets" / folder).is_dir() for folder in ASSETS_IN)

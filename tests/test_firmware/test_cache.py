"""Where things that can be fetched again are kept, on each system."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware.cache import CACHE_VARIABLE, cache_folder


@pytest.mark.parametrize(
    ("system", "variables", "place"),
    [
        ("linux", {}, "~/.cache/wakewright"),
        ("linux", {"XDG_CACHE_HOME": "/large/cache"}, "/large/cache/wakewright"),
        ("darwin", {"XDG_CACHE_HOME": "/large"}, "~/Library/Caches/Wakewright"),
        ("win32", {"LOCALAPPDATA": "/Users/me/Local"}, "/Users/me/Local/Wakewright"),
        ("win32", {}, "~/AppData/Local/Wakewright"),
        ("linux", {CACHE_VARIABLE: "/other/disk"}, "/other/disk"),
        ("win32", {CACHE_VARIABLE: "/other/disk"}, "/other/disk"),
    ],
)
def test_each_system_has_its_own_place(
    system: str,
    variables: dict[str, str],
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in (CACHE_VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr("firmware.cache.sys.platform", system)
    found = cache_folder("tools")
    assert found == Path(place.replace("~", str(tmp_path))) / "tools"
    assert not found.exists()  # Naming a place is not making it.

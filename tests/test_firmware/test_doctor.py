"""What `doctor` says of the window's library: there, not there, or there in vain."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from firmware.doctor import Finding, examine


def window() -> Finding:
    """What is found of it."""
    return next(each for each in examine() if each.name.startswith("Window"))


def test_a_library_that_qt_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert window().good
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").touch()
    (tmp_path / "PySide6" / "QtWidgets.py").write_text("raise ImportError('libglib-2.0.so.0: no')")
    for name in ("PySide6", "PySide6.QtWidgets"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    found = window()
    assert (found.good, found.found) == (False, "libglib-2.0.so.0: no") and "Install" in found.hint
    monkeypatch.setitem(sys.modules, "PySide6", None)  # type: ignore[arg-type]
    assert window().found == "not installed"

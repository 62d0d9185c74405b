"""Objects of Qt that Python gives up are deleted in the thread of the window."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import garbage
from gui.garbage import GarbageCollector


class _Ring(QObject):
    """Holds itself, so that only the collector can delete it."""

    def __init__(self, ends: list[threading.Thread]) -> None:
        super().__init__()
        self.me, self._ends = self, ends

    def __del__(self) -> None:
        self._ends.append(threading.current_thread())


@pytest.fixture
def collector(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollector]:
    monkeypatch.setattr(garbage, "CHECK_MS", 10)
    gc.enable()
    opened = GarbageCollector()
    yield opened
    opened.stop()


def test_what_a_thread_leaves_is_collected_by_the_window(
    qtbot: QtBot, collector: GarbageCollector
) -> None:
    ends: list[threading.Thread] = []
    _Ring(ends)

    def make_much() -> None:
        for _ in range(20):
            kept = [[number] for number in range(gc.get_threshold()[0])]
            kept.clear()

    worker = threading.Thread(target=make_much)
    worker.start()
    worker.join()
    assert ends == []
    enough: list[list[int]] = []

    def collected() -> bool:
        enough.extend([number] for number in range(gc.get_threshold()[0]))
        return bool(ends)

    qtbot.waitUntil(collected)
    assert ends == [threading.main_thread()]


def test_python_collects_again_when_it_stops(collector: GarbageCollector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()

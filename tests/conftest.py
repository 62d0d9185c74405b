"""What several test folders share: where real recordings are, and one run of the whole job."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from command import wakewright
from fakes.arduino_computer import computer
from fakes.sounds import real_data
from fakes.tone_fixtures import tone_image, tone_tflite, tone_variant
from fakes.zig_release import bare_computer

from gui.offscreen import draw_in_memory

__all__ = [
    "bare_computer",
    "computer",
    "demo_folder",
    "tone_image",
    "tone_tflite",
    "tone_variant",
]

if "QT_QPA_PLATFORM" not in os.environ:
    draw_in_memory()

# Files, or folders of files, whose tests share something that takes long to make.
TOGETHER = {
    "test_pipeline": "pipeline",
    "test_architectures.py": "exported",
    "test_encode.py": "exported",
    "test_slim.py": "exported",
}
# By what they took on two cores; the rest takes less.
LONGEST_FIRST = (
    "pipeline",
    "test_frozen.py",
    "test_journey.py",
    "test_search.py",
    "test_uno_training.py",
    "exported",
    "test_training.py",
    "test_making.py",
    "test_train_page.py",
    "test_selftest.py",
    "test_steps.py",
    "test_teacher.py",
)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say with which sounds and models the tests ran."""
    folder = real_data()
    sounds = "real recordings" if folder else "bundled and synthesized sound only (no recordings)"
    tree = os.environ.get("WAKEWRIGHT_TFLM_DIR")
    models = "the public models of WAKEWRIGHT_TFLM_DIR" if tree else "models made by the tests only"
    terminalreporter.write_line(f"Tested with {sounds}; with {models}.")
    for reason, count in _untested(terminalreporter).items():
        terminalreporter.write_line(f"{count} skipped: {reason}")
    for report in terminalreporter.stats.get("passed", []):
        for name, text in report.user_properties:
            if name == "tell":
                terminalreporter.write_line(text)


def _untested(terminalreporter: Any) -> Counter[str]:
    """What a stranger must know was not tested, with the number of tests."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[2].removeprefix("Skipped: ") for report in skipped]
    return Counter(reason for reason in reasons if "NOT TESTED" in reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, so that no worker waits for another one at the end."""
    rank = {group: number for number, group in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(_group(item.nodeid), len(rank)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep tests that share a costly fixture with one worker, where several run at a time."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid)

        def remove_node(self, node: Any) -> str | None:
            """Give the rest of a worker that died to others, without the test that killed it.

            Were that one run again, as it is by default, every new worker would go the same way.
            """
            left = {
                scope: tests
                for scope, tests in self.assigned_work.pop(node).items()
                if not all(tests.values())
            }
            if not left:
                return None
            tests = next(iter(left.values()))
            culprit: str = next(name for name, ended in tests.items() if not ended)
            tests[culprit] = True
            self.workqueue.update(
                {name: each for name, each in left.items() if not all(each.values())}
            )
            for other in self.assigned_work:
                self._reschedule(other)
            return culprit

        def _reschedule(self, node: Any) -> None:
            """A worker begins a test when it knows the next one, or that none follows: tell it."""
            super()._reschedule(node)
            if node.shutting_down:
                return
            while self.workqueue and self._pending_of(self.assigned_work[node]) < 2:
                self._assign_work_unit(node)
            if not self.workqueue:
                node.shutdown()

    return ByGroup(config, log)


def _group(nodeid: str) -> str:
    """The file, or what it shares with others."""
    path = PurePosixPath(nodeid.split("::")[0])
    return TOGETHER.get(path.name) or TOGETHER.get(path.parent.name) or path.name


@pytest.fixture(autouse=True)
def nobody_is_asked_about_microphones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Microphones of tests are muted or not; macOS has no question open meanwhile."""
    monkeypatch.setattr("audio.level.ZEROS_AT_FIRST_SECONDS", 2.0)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of one `wakewright demo`, shared by everything that looks at it."""
    out = tmp_path_factory.mktemp("demo") / "result"
    ended = wakewright("demo", "--out", out, "--json")
    assert ended.code == 0, ended.errors
    assert json.loads(ended.output) == json.loads((out / "summary.json").read_text("utf-8"))
    return out

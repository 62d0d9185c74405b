"""However the app is ended in the middle of a training, no process stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import ROOT
from fakes.spoken_project import tone_project

END_SECONDS = 60
# Opens the project and starts a training as its button does; says so; then it is a usual app.
DRIVER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from compress.training import train_project
from gui.app import start

if __name__ == "__main__":
    app = start(Path(sys.argv[1]))
    job, project = app.session.training, app.session.project
    job.start(lambda: train_project(project, "quick"))
    job.progressed.connect(lambda step: print(f"{step.fraction:.3f}", flush=True))
    if sys.argv[2] == "window":
        QTimer.singleShot(4000, app.window.close)
    sys.exit(QApplication.exec())
"""


def descendants(process: int) -> set[int]:
    """Every process that a process has started, and theirs."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rsplit(")")[1].split()[1]
                )
            except OSError:
                continue  # It ended while we looked.
    found: set[int] = set()
    while (
        new := {child for child, parent in parents.items() if parent in found | {process}} - found
    ):
        found |= new
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL", "window"])
def test_no_process_stays_behind(how: str, tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=4, each=2)
    before = project.file.read_text()
    driver = tmp_path / "driver.py"
    driver.write_text(DRIVER)
    places = {"HOME": tmp_path, "XDG_CONFIG_HOME": tmp_path, "XDG_DATA_HOME": tmp_path}
    environment = {**os.environ, **{key: str(path) for key, path in places.items()}}
    app = subprocess.Popen(
        [sys.executable, str(driver), str(project.folder), how],
        env={**environment, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert app.stdout is not None
    children: set[int] = set()
    deadline = time.monotonic() + END_SECONDS
    while not children and time.monotonic() < deadline:
        app.stdout.readline()
        children = descendants(app.pid)
    assert children, "no worker was started"
    if how != "window":
        app.send_signal(getattr(signal, how))
    code = app.wait(END_SECONDS)
    assert code == (-signal.SIGKILL if how == "SIGKILL" else 0)
    while time.monotonic() < deadline and any(Path(f"/proc/{each}").exists() for each in children):
        time.sleep(0.1)
    left = [each for each in children if Path(f"/proc/{each}").exists()]
    assert left == []
    assert project.file.read_text() == before
    assert [path.name for path in project.models.iterdir() if path.name.startswith(".")] == []

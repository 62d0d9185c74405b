"""What `export --format uno` writes compiles by itself and hears what Python hears."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from command import wakewright
from fakes.sounds import take
from uno_networks import random_bonsai, random_convnet

from audio.project import Project
from audio.uno_frontend import UnoFrontEnd, UnoStream, to_readings
from compress.detector import DetectorSettings
from compress.uno.model import Network, UnoModel
from firmware.toolchains.host import PROGRAM_SUFFIX, compile_program

HERE = Path(__file__).resolve().parent
LABELS = ('hé "quoted" ??/', "fall", "_unknown_")


def project_with(networks: dict[str, Network], folder: Path) -> Project:
    """A project whose models are as good as their place in the list."""
    project = Project.create(folder / "project", ("rise", "fall"))
    for score, (name, network) in enumerate(networks.items()):
        detector = DetectorSettings(network.stride_frames, 4, (20_000, 21_000, 22_000))
        front_end = UnoFrontEnd(frames=network.frames)
        metrics = {"validation_score": score / 10}
        UnoModel(name, LABELS, front_end, detector, network, metrics).save(project.models)
    return project


@pytest.mark.parametrize("best", ["convnet", "bonsai"])
def test_an_exported_folder_hears_what_python_hears(tmp_path: Path, best: str) -> None:
    networks: dict[str, Network] = {"convnet": random_convnet(1), "bonsai": random_bonsai(2)}
    network = networks.pop(best)
    project = project_with({**networks, best: network}, tmp_path)
    out = tmp_path / "sketch"
    out.mkdir()
    (out / "mine.ino").write_text("// stays")
    ended = wakewright("export", project.folder, "--format", "uno", "--out", out, "--json")
    assert ended.code == 0, ended.errors
    assert (out / "mine.ino").read_text() == "// stays"

    program = tmp_path / f"chain{PROGRAM_SUFFIX}"
    sources = [HERE / "uno_host_chain.c", *sorted(out.glob("*.c"))]
    compile_program(sources, [out], {}, program)
    sound = np.concatenate([take(seed) for seed in range(4)])
    readings = to_readings(sound)
    done = subprocess.run(
        [program], input=readings.astype("<u2").tobytes(), capture_output=True, check=True
    )
    heard = np.frombuffer(done.stdout, np.int8).reshape(-1, network.labels)
    assert np.array_equal(heard, network.run_stream(UnoStream().push(readings)))
    assert tuple(done.stderr.decode().splitlines()) == LABELS
    assert "{20000, 21000, 22000}" in (out / "model_labels.h").read_text()


def test_a_project_without_small_models_says_how_to_get_them(tmp_path: Path) -> None:
    project = project_with({}, tmp_path)
    ended = wakewright("export", project.folder, "--format", "uno", "--out", tmp_path)
    assert ended.code == 1
    assert "--preset uno" in ended.errors

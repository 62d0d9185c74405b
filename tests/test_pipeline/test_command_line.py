"""The commands on a trained project, each as a person would type it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from command import ROOT, wakewright

from audio.bundled import DEMO_TAKES
from audio.dataset import read_samples
from audio.project import Project
from compress.longaudio import spoken_sound
from compress.parity import tflm_answers
from compress.projectmodels import load_variant
from compress.runner import Runner
from compress.training import unheard_takes

WORD = "hey_lantern"


@pytest.fixture(scope="module")
def trained(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo's project, to change at will."""
    folder = tmp_path_factory.mktemp("trained") / "project"
    shutil.copytree(demo_folder / "project", folder)
    return folder


@pytest.fixture(scope="module")
def call(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A stereo 44.1 kHz WAV of a few held-out calls, and how many they are."""
    project = Project.open(trained)
    takes = [take for take in unheard_takes(project) if take.label == WORD][:6]
    samples, spoken = spoken_sound(takes, load_variant(project).labels)
    wide = np.interp(np.arange(0, len(samples), 16000 / 44100), np.arange(len(samples)), samples)
    path = tmp_path_factory.mktemp("sound") / "calls.wav"
    soundfile.write(path, np.stack([wide, wide], axis=1).astype(np.int16), 44100)
    return path, len(spoken)


def test_new_makes_a_project_once(tmp_path: Path) -> None:
    folder = tmp_path / "lamp"
    made = wakewright("new", folder, "--word", "안녕 램프", "--word", "stop", "--json").json()
    assert len(made["words"]) == 2
    assert (folder / "project.toml").exists()
    again = wakewright("new", folder, "--word", "stop")
    assert again.code == 1
    assert "already" in again.errors


def test_advice_comes_with_new_words_and_on_request(tmp_path: Path) -> None:
    made = wakewright("new", tmp_path / "lamp", "--word", "go", "--word", WORD)
    assert "serious: “go” is a single syllable" in made.output
    asked = wakewright("advise", "go", WORD, "--json").json()
    [advice] = asked["advice"]
    assert (advice["code"], advice["words"]) == ("too_short", ["go"])
    of_project = wakewright("advise", tmp_path / "lamp", "--json").json()
    assert of_project == asked
    assert "Nothing to say against" in wakewright("advise", "alexa").output


def test_a_card_says_what_was_measured(trained: Path, tmp_path: Path) -> None:
    out = tmp_path / "card.md"
    shown = wakewright("card", trained, "--out", out)
    assert shown.code == 0, shown.errors
    text = out.read_text("utf-8")
    assert text == shown.output
    variant = load_variant(Project.open(trained))
    assert f"{len(variant.tflite):,} bytes" in text
    # The demo built it: sizes of the whole firmware are there, which training could not know.
    assert "Built for virtual-cortex-m4" in text and "bytes of flash" in text
    assert "synthesized" in text and "Apache-2.0" in text
    values = wakewright("card", trained, "--json").json()
    assert values["title"] == f"Model card: {variant.name}"
    assert wakewright("card", trained, "--variant", "nonsense").code == 1


def test_a_folder_that_is_no_project_is_said_so(tmp_path: Path) -> None:
    ended = wakewright("train", tmp_path)
    assert ended.code == 1
    assert "project.toml" in ended.errors
    assert "Traceback" not in ended.errors


def test_training_without_takes_says_what_is_missing(tmp_path: Path) -> None:
    wakewright("new", tmp_path / "empty", "--word", WORD)
    ended = wakewright("train", tmp_path / "empty", "--preset", "quick")
    assert ended.code == 1
    assert WORD in ended.errors
    assert list((tmp_path / "empty" / "models").iterdir()) == []


def test_import_takes_what_is_good_and_says_why_not(tmp_path: Path) -> None:
    source, good = tmp_path / "in" / WORD, read_samples(next((DEMO_TAKES / WORD).iterdir()))
    source.mkdir(parents=True)
    louder = (good.astype(np.float64) / 32768).repeat(2)[::4]
    stereo = np.stack([louder, louder], axis=1)
    soundfile.write(source / "me_1.wav", stereo, 8000, subtype="PCM_24")
    soundfile.write(source / "홍길동_1.flac", good, 16000)
    (source / "me_2.wav").write_text("not a sound")
    (source / "me_3.wav").write_bytes(b"")
    wakewright("new", tmp_path / "project", "--word", WORD)
    report = wakewright("import", tmp_path / "project", tmp_path / "in", "--json").json()
    assert report["per_label"] == {WORD: 2}
    refused = {Path(each["path"]).name: each["reason"] for each in report["refused"]}
    assert set(refused) == {"me_2.wav", "me_3.wav"}
    assert all(refused.values())
    again = wakewright("import", tmp_path / "project", tmp_path / "in", "--json").json()
    assert again["accepted"] == 0
    assert again["already_there"] == 2


def test_listen_gives_the_same_detections_on_every_board(
    trained: Path, call: tuple[Path, int]
) -> None:
    wav, words = call
    boards = ["virtual-cortex-m4", "host"]
    if sys.platform == "linux" and os.uname().machine == "x86_64":
        boards.append("tflm-host")
    heard = {}
    for board in boards:
        values = wakewright("listen", trained, "--wav", wav, "--board", board, "--json").json()
        heard[board] = values["detections"]
        assert values["dropped_seconds"] == 0
    assert len(heard["virtual-cortex-m4"]) == words
    assert {each["word"] for each in heard["virtual-cortex-m4"]} == {WORD}
    assert all(each == heard["virtual-cortex-m4"] for each in heard.values())


def test_listen_counts_instructions(trained: Path, call: tuple[Path, int]) -> None:
    values = wakewright("listen", trained, "--wav", call[0], "--json").json()
    assert 10_000 < values["front_end_instructions"] < 84_650
    assert 10_000 < values["inference_instructions"] < 5_000_000


def test_a_bare_model_file_listens_like_its_project(
    trained: Path, call: tuple[Path, int], tmp_path: Path
) -> None:
    model = tmp_path / "mine.tflite"
    model.write_bytes(load_variant(Project.open(trained)).tflite)
    own = wakewright("listen", trained, "--wav", call[0], "--json").json()
    bare = wakewright("listen", model, "--wav", call[0], "--json").json()
    assert bare["detections"] == own["detections"]
    built = wakewright("build", model, "--board", "virtual-cortex-m4", "--json").json()
    assert built["engine"] == "baked"
    assert built["flash_bytes"] > len(model.read_bytes()) // 2
    assert built["ram_bytes"] > 0
    assert built["files"]


def test_a_second_build_does_nothing(trained: Path) -> None:
    first = wakewright("build", trained, "--board", "host", "--json").json()
    folder = Path(first["folder"])
    before = (folder / "build.json").stat().st_mtime_ns
    assert wakewright("build", trained, "--board", "host", "--json").json() == first
    assert (folder / "build.json").stat().st_mtime_ns == before


def test_tradeoffs_show_size_accuracy_and_room(trained: Path, tmp_path: Path) -> None:
    for name, start in (("t.png", b"\x89PNG"), ("t.svg", b"<?xml")):
        rows = wakewright("tradeoffs", trained, "--plot", tmp_path / name, "--json").json()
        assert (tmp_path / name).read_bytes().startswith(start)
    for row in rows["variants"]:
        assert 0.5 < row["accuracy"] <= 1
        assert row["tflite_bytes"] < row["flash_bytes"]
        assert row["fits"]["nano-33-ble-sense"] is True
        assert row["fits"]["arduino-uno"] is False
        assert row["macs"] > 0
    ended = wakewright("tradeoffs", trained, "--plot", tmp_path / "t.gif")
    assert ended.code == 1
    assert ".png or .svg" in ended.errors


def test_choose_takes_effect_and_refuses_what_is_not_there(trained: Path) -> None:
    names = [path.name for path in sorted((trained / "models").iterdir())]
    chosen = Project.open(trained).chosen_variant
    other = next(name for name in names if name != chosen)
    assert wakewright("choose", trained, other, "--json").json() == {"chosen": other}
    assert Project.open(trained).chosen_variant == other
    assert wakewright("choose", trained, "nothing").code == 1
    assert Project.open(trained).chosen_variant == other
    assert wakewright("choose", trained, chosen).code == 0


def test_evaluate_measures_a_folder(trained: Path) -> None:
    values = wakewright("evaluate", trained, DEMO_TAKES, "--json").json()
    keys = {
        "accuracy",
        "per_label",
        "false_reject_rate",
        "false_accepts_per_hour",
        "hours_of_negatives",
        "threshold",
        "groups",
        "curve",
    }
    assert keys <= set(values)
    assert values["accuracy"] > 0.9
    # What the models were trained on is no measure, and is left out.
    assert values["clips"] > 100
    assert values["left_out"] > 300
    json.dumps(values, allow_nan=False)


def test_exported_c_compiles_alone_and_gives_the_same_bytes(trained: Path, tmp_path: Path) -> None:
    wakewright("export", trained, "--format", "c", "--out", tmp_path)
    (tmp_path / "main.c").write_text(
        '#include <stdio.h>\n#include "model.h"\n'
        "int main(void) {\n"
        "  static int8_t in[MODEL_INPUT_BYTES], out[MODEL_OUTPUT_BYTES];\n"
        "  while (fread(in, 1, sizeof in, stdin) == sizeof in) {\n"
        "    model_invoke(in, out);\n    fwrite(out, 1, sizeof out, stdout);\n  }\n"
        "  return 0;\n}\n"
    )
    program = tmp_path / "main"
    flags = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror"]
    sources = [tmp_path / "main.c", tmp_path / "model.c"]
    subprocess.run(["cc", *flags, *sources, "-o", program], check=True)
    tflite = load_variant(Project.open(trained)).tflite
    shape = (200, Runner(tflite).frames, 40)
    windows = np.random.default_rng(5).integers(-128, 128, shape, dtype=np.int8)
    expected = tflm_answers(tflite, windows)
    if expected is None:
        pytest.skip("TensorFlow Lite Micro's interpreter has a wheel for Linux x86-64 only")
    ended = subprocess.run([program], input=windows.tobytes(), capture_output=True, check=True)
    answers = np.frombuffer(ended.stdout, np.int8).reshape(200, -1)
    np.testing.assert_array_equal(answers, expected)


def test_esphome_hears_what_the_firmware_hears(trained: Path, tmp_path: Path) -> None:
    told = wakewright("export", trained, "--format", "esphome", "--out", tmp_path, "--json").json()
    assert sorted(Path(file).name for file in told["files"]) == [
        *("README.md", "good_night_house.json", "good_night_house.tflite"),
        *("hey_lantern.json", "hey_lantern.tflite"),
    ]
    rows = re.findall(
        r"\| (\d+) of (\d+), (\d+) false alarms.*?\| (\d+) of \d+, (\d+) false",
        (tmp_path / "README.md").read_text("utf-8"),
    )
    assert len(rows) == 2
    for found, words, alarms, our_found, our_alarms in [map(int, row) for row in rows]:
        assert alarms <= our_alarms
        assert found >= our_found - words // 10


def test_an_export_that_is_no_model_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.tflite").write_bytes(b"\x1c\x00\x00\x00TFL3" + bytes(40))
    out = tmp_path / "out"
    ended = wakewright("export", tmp_path / "broken.tflite", "--format", "c", "--out", out)
    assert ended.code == 1
    assert "Traceback" not in ended.errors
    assert not out.exists()


def test_boards_ports_and_doctor_speak_json() -> None:
    assert wakewright("--version").output.startswith("Wakewright 0.")
    boards: list[dict[str, Any]] = wakewright("boards", "--json").json()["boards"]
    names = {board["name"] for board in boards}
    assert {"host", "tflm-host", "virtual-cortex-m4", "esp32-s3", "arduino-uno"} <= names
    assert isinstance(wakewright("ports", "--json").json()["ports"], list)
    checks = wakewright("doctor", "--json").json()
    assert checks["ok"] is True
    assert any(check["name"] == "TensorFlow" for check in checks["checks"])


@pytest.mark.parametrize("seconds", [1.0, 6.0, 14.0])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killing_train_leaves_the_project_usable(
    trained: Path, seconds: float, how: signal.Signals
) -> None:
    before = {path: path.read_bytes() for path in (trained / "models").rglob("*.*")}
    command = [sys.executable, str(ROOT / "wakewright.py"), "train", str(trained)]
    process = subprocess.Popen(
        [*command, "--preset", "quick", "--seed", "77"],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    process.send_signal(how)
    process.wait(30)
    _wait_until_gone(process.pid)
    after = {path: path.read_bytes() for path in before}
    assert after == before
    assert load_variant(Project.open(trained)).tflite


def _wait_until_gone(group: int) -> None:
    """No process of the session is left: workers notice that their parent died."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("a worker outlived the command by ten seconds")

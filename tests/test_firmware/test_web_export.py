"""The page for browsers hears what the chips hear: its module in wasmtime, its script in Node."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes.tone_words import recording
from wasmtime import Instance, Module, Store

from audio.errors import WakewrightError
from audio.stage import finish
from compress.flatfile import pack, unpack
from compress.variant import Variant
from firmware import arguments
from firmware.export import BOARD_FORMATS, FORMATS, export_as
from firmware.image import FirmwareImage
from firmware.listen import listen, with_tail
from firmware.parity import trace_here
from firmware.web_export import MODULE, PAGE, SCRIPT, web_files

NODE = shutil.which("node")
LISTENER = Path(__file__).with_name("web_listener.mjs")
SOUND = recording([("rise", 1.5), ("fall", 3.0), ("rise", 4.4), ("fall", 5.6)], 7.0, seed=11)
BLOCK = 160


@pytest.fixture(scope="module")
def page(tone_variant: Variant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that was exported."""
    folder = tmp_path_factory.mktemp("web")
    for name, content in web_files(tone_variant).items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture(scope="module")
def on_host(tone_image: Callable[[str], FirmwareImage]) -> list[tuple[str, float, int]]:
    """What the firmware hears that was compiled for this computer."""
    result = finish(listen(tone_image("host"), SOUND))
    assert len(result.detections) == 4
    return [(each.word, each.seconds, round(each.score * 32767)) for each in result.detections]


def test_the_module_answers_byte_for_byte_as_the_reference(
    page: Path, tone_image: Callable[[str], FirmwareImage], on_host: list[tuple[str, float, int]]
) -> None:
    store = Store()
    module = Module.from_file(store.engine, str(page / MODULE))
    assert not module.imports, "it would ask something of the page"
    calls: Any = Instance(store, module, []).exports(store)
    calls["web_reset"](store)
    at, memory = calls["web_block"](store), calls["memory"]
    logits, heard = [], []
    samples = with_tail(SOUND)
    for index in range(len(samples) // BLOCK):
        block = samples[index * BLOCK : (index + 1) * BLOCK]
        memory.write(store, block.astype("<i2").tobytes(), at)
        label = calls["web_push"](store)
        if label >= 0:
            heard.append((label, (index + 1) / 100, calls["web_score"](store, label)))
        place = calls["web_logits"](store)
        logits.append(bytes(memory.read(store, place, place + calls["web_label_count"](store))))
    image = tone_image("host")
    assert [(image.labels[label], *rest) for label, *rest in heard] == on_host
    trace = trace_here(image, samples)
    # An answer stays until the next run, so that only those that differ can be told apart.
    known = changes([np.asarray(each, np.int8).tobytes() for each in trace.logits])
    assert changes(logits)[-len(known) :] == known
    assert len(known) > 50


def changes(answers: list[bytes]) -> list[bytes]:
    return [answer for answer, _ in groupby(answers)]


@pytest.mark.skipif(NODE is None, reason="Node.js is not installed, which runs the page's script")
@pytest.mark.parametrize("rate", [16000, 48000])
def test_the_script_hears_the_same_words(
    page: Path, on_host: list[tuple[str, float, int]], rate: int, tmp_path: Path
) -> None:
    sound = tmp_path / "sound.raw"
    samples = with_tail(SOUND).astype(np.float64)
    if rate != 16000:
        import librosa

        samples = librosa.resample(samples, orig_sr=16000, target_sr=rate)
    np.clip(np.round(samples), -32768, 32767).astype("<i2").tofile(sound)
    command = [str(NODE), str(LISTENER), str(page / SCRIPT), str(page / MODULE), str(rate)]
    done = subprocess.run([*command, str(sound)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    heard = [(h["word"], h["seconds"], round(h["score"] * 32767)) for h in told["heard"]]
    if rate == 16000:
        assert heard == on_host
    else:
        assert [each[0] for each in heard] == [each[0] for each in on_host]
        # 32 samples of 16 kHz wait in the filter, and rounding may move a word by a run.
        moved = [abs(a[1] - b[1]) for a, b in zip(heard, on_host, strict=True)]
        assert max(moved) <= 0.1
    assert told["strict"] == pytest.approx(20000 / 32767)
    assert told["never"] == 32768 / 32767
    assert "nonsense" in told["unknown"]


def test_the_page_holds_all_it_needs_and_may_send_nothing(
    page: Path, tone_variant: Variant
) -> None:
    text = (page / PAGE).read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and "default-src 'none'" in policy[1] and "connect-src" not in policy[1]
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert "$" + "module" not in text and "$" + "script" not in text and "$" + "words" not in text
    [words] = re.findall(r"const WORDS = (\{.*\});", text)
    assert json.loads(words) == {"rise": "rise", "fall": "fall"}
    in_two = re.search(r"const TEXTS = \{(.*?)\n\};", text, re.DOTALL)
    assert in_two
    english, korean = in_two[1].split("ko: {")
    keys = [
        set(re.findall(r"^\s*(\w+):|, (\w+): ", half, re.MULTILINE)) for half in (english, korean)
    ]
    assert keys[0] - {("en", "")} == keys[1]


def test_a_model_of_something_else_is_no_page(tone_tflite: bytes, tmp_path: Path) -> None:
    model = unpack(tone_tflite)
    tensor = model.subgraphs[0].tensors[model.subgraphs[0].inputs[0]]
    tensor.quantization.zeroPoint = [0]  # Its input is no feature of sound any more.
    path = tmp_path / "model.tflite"
    path.write_bytes(pack(model))
    with pytest.raises(WakewrightError, match="words"):
        finish(export_as(path, "web", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_the_command_line_offers_every_format_and_no_other() -> None:
    # It lists them by itself, as reading what writes them would take a second.
    assert set(arguments.FORMATS) == {*FORMATS, *BOARD_FORMATS}

"""A trained model for the browser: the firmware's own C as a WebAssembly module, and a page.

    for name, content in web_files(variant).items(): ...

What the page computes is what a chip computes, byte for byte: the same front end, engine and
detector, compiled for another machine. Nothing is asked of a server, so the page works from a
folder and its content security policy forbids it to send anything anywhere.
"""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
from pathlib import Path
from string import Template

from audio.bundled import ASSETS
from audio.languages import spoken_text
from compress.detector import is_word
from compress.variant import Variant
from firmware.engines.baked import compile_model
from firmware.sources import DEVICE_FOLDER, config_of
from firmware.toolchains.wasm import compile_module

BOARD = "web"
MODULE, SCRIPT, PAGE = "wakewright.wasm", "wakewright.js", "index.html"
WEB_ASSETS = ASSETS / "web"
# The part of the portable core that neither talks to a serial port nor knows of a board.
CORE = (
    *("detector", "fft", "filterbank", "frontend", "inference", "log_scale", "microfrontend"),
    *("noise_reduction", "pcan", "window"),
)


def web_files(variant: Variant) -> dict[str, bytes | str]:
    """The files of a page by name: the module, a script to use it anywhere, and a ready page.

    The page holds module and script itself, so that opening that one file is enough.

    Raises:
        ModelError: The engine lacks an operator, or the model is damaged.
        ToolchainError: There is no compiler for WebAssembly, or it refused.
    """
    module = _compile(variant)
    script = (WEB_ASSETS / SCRIPT).read_text("utf-8")
    words = [label for label in variant.labels if is_word(label)]
    page = Template((WEB_ASSETS / PAGE).read_text("utf-8")).substitute(
        # In a script element, only a closing tag could end it early.
        words=json.dumps({word: spoken_text(word) for word in words}).replace("<", "\\u003c"),
        module=base64.b64encode(module).decode("ascii"),
        script=base64.b64encode(script.encode()).decode("ascii"),
    )
    return {MODULE: module, SCRIPT: script, PAGE: page}


def _compile(variant: Variant) -> bytes:
    baked = compile_model(variant.tflite, variant.detector.stride_frames)
    with tempfile.TemporaryDirectory(prefix="wakewright-web-") as name:
        folder = Path(name)
        texts = {"model.h": baked.header, "model.c": baked.source, **config_of(variant, BOARD)}
        for file, text in texts.items():
            (folder / file).write_text(text, encoding="utf-8", newline="\n")
        for header in DEVICE_FOLDER.glob("*.h"):
            shutil.copyfile(header, folder / header.name)
        for core in CORE:
            shutil.copyfile(DEVICE_FOLDER / f"{core}.c", folder / f"{core}.c")
        shutil.copyfile(DEVICE_FOLDER / "web" / "web.c", folder / "web.c")
        compile_module(sorted(folder.glob("*.c")), [folder], folder / MODULE)
        return (folder / MODULE).read_bytes()

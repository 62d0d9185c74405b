"""The C for an 8-bit board: front end, model and what they need, and nothing else."""

from __future__ import annotations

from compress.uno.model import UnoModel
from firmware.c_source import c_string
from firmware.engines.micro.emit import DEVICE_FOLDER, emit_model
from firmware.engines.micro.front_end import TABLES_HEADER, emit_tables

FRONT_END = ("uno_flash.h", "uno_multiply.h", "uno_frontend.h", "uno_frontend.c")
LABELS_HEADER = "model_labels.h"


def micro_files(model: UnoModel) -> dict[str, bytes | str]:
    """The files of a small model and its front end by name: C99 that needs nothing else.

    Raises:
        ModelError: The model is larger than the kernels count.
    """
    emitted = emit_model(model.network)
    kernels = {*emitted.kernels, *(DEVICE_FOLDER / name for name in FRONT_END)}
    return {
        "model.h": emitted.header,
        "model.c": emitted.source,
        TABLES_HEADER: emit_tables(),
        LABELS_HEADER: _labels(model),
        **{kernel.name: kernel.read_text("utf-8") for kernel in sorted(kernels)},
    }


def _labels(model: UnoModel) -> str:
    """What the logits stand for, and when a word was heard."""
    names = ", ".join(map(c_string, model.labels))
    thresholds = ", ".join(map(str, model.detector.thresholds))
    detector = model.detector
    return "\n".join(
        [
            f"/* {model.name}, {model.model_hash}. Posteriors of the logits, averaged over",
            f"   {detector.smoothing} answers, in 1/32767: a word is heard when its own reaches",
            f"   its threshold; then {detector.refractory_ms} ms of silence. */",
            f"#define MODEL_LABEL_NAMES {{{names}}}",
            f"#define MODEL_THRESHOLDS {{{thresholds}}}",
            f"#define MODEL_SMOOTHING {detector.smoothing}",
            f"#define MODEL_REFRACTORY_MS {detector.refractory_ms}",
            "",
        ]
    )

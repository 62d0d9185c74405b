"""A small model as `model.h` and `model.c`: its weights in flash, its state in static memory.

    model_reset();
    if (model_push(features, logits)) { ... }   // a frame of features each 16 ms

The C calls the kernels in `firmware/device/uno/` and gives the same logits as the model's `run`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from compress.uno.bonsai import Bonsai
from compress.uno.convnet import ConvNet
from compress.variant import ModelError
from firmware.c_source import c_file, c_header
from firmware.engines.micro.emit_bonsai import bonsai_source
from firmware.engines.micro.emit_convnet import convnet_source

DEVICE_FOLDER = Path(__file__).resolve().parents[2] / "device" / "uno"
SHARED = ("uno_flash.h", "uno_layers.h", "uno_layers.c")
KERNELS = {
    ConvNet: ("uno_convnet.h", "uno_convnet.c"),
    Bonsai: ("uno_bonsai.h", "uno_bonsai.c"),
}
# The kernels count the values of one layer, and the bytes of one history, in 8 bits.
MOST_COUNT = 255


@dataclass(frozen=True)
class MicroSource:
    """The C of one model.

    Attributes:
        header, source: Content of `model.h` and `model.c`.
        kernels: Files of `firmware/device/uno/` that belong to it.
    """

    header: str
    source: str
    kernels: tuple[Path, ...]


def emit_model(model: ConvNet | Bonsai) -> MicroSource:
    """The C of a model.

    Raises:
        ModelError: It is larger than the kernels count.
    """
    if isinstance(model, ConvNet):
        bands, largest, lines = convnet_source(model)
    else:
        bands, largest, lines = bonsai_source(model)
    if largest > MOST_COUNT:
        raise ModelError(
            f"A layer of the model handles {largest} values at once; {MOST_COUNT} is the most.",
            "Train it with fewer channels, bands or groups.",
        )
    names = (*SHARED, *KERNELS[type(model)])
    kernels = tuple(DEVICE_FOLDER / name for name in names)
    return MicroSource(_header(model, bands), c_file("model.h", lines), kernels)


def _header(model: ConvNet | Bonsai, bands: int) -> str:
    return c_header(
        "MODEL_H",
        [
            "#include <stdbool.h>",
            "#include <stdint.h>",
            "",
            f"#define MODEL_BANDS {bands}",
            f"#define MODEL_LABELS {model.labels}",
            f"#define MODEL_FRAMES {model.frames}",
            f"#define MODEL_STRIDE_FRAMES {model.stride_frames}",
            "",
            "/* Begin as after MODEL_FRAMES quiet frames. To be called before the first push. */",
            "void model_reset(void);",
            "",
            "/* Take the features of one frame, MODEL_BANDS of them, 0..127. Each",
            "   MODEL_STRIDE_FRAMES-th time, write the logits of the last MODEL_FRAMES frames, in",
            "   sixteenths, and return true. */",
            "bool model_push(const int8_t* features, int8_t* logits);",
        ],
    )

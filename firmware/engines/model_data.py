"""What firmware takes from the host where its model is data: sizes, and the working memory."""

from __future__ import annotations

from firmware.c_source import c_file, c_header
from firmware.model_pack import MOST_LABELS

SIZES_FILE = "model_sizes.h"
ARENA_FILE = "model_arena.c"


def emit_sizes(input_bytes: int, output_bytes: int = 0) -> str:
    """The text of `SIZES_FILE`.

    Args:
        input_bytes: What each run takes.
        output_bytes: What it gives, for firmware of the engine alone; firmware that listens asks
            the model pack how many labels there are.
    """
    lines = [f"#define MODEL_INPUT_BYTES {input_bytes}u"]
    lines.append(f"#define MODEL_OUTPUT_LIMIT {output_bytes or MOST_LABELS}u")
    lines += [f"#define MODEL_OUTPUT_BYTES {output_bytes}u"] if output_bytes else []
    return c_header("MODEL_SIZES_H", lines)


def emit_arena(arena_bytes: int) -> str:
    """The text of `ARENA_FILE`, the one file that knows how large the arena is."""
    return c_file(
        "model_arena.h",
        [
            f"MODEL_ALIGNED uint8_t model_arena[{arena_bytes}];",
            f"const uint32_t model_arena_bytes = {arena_bytes};",
        ],
    )

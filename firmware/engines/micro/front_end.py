"""The constants of the small front end as a C header, so that chip and training cannot disagree."""

from __future__ import annotations

from audio import uno_frontend as front_end
from firmware.c_source import c_array, c_header

TABLES_HEADER = "uno_tables.h"


def emit_tables() -> str:
    """The content of `uno_tables.h`, which `uno_frontend.h` includes."""
    macros = {
        "UNO_BANDS": len(front_end.BAND_EDGES) - 1,
        "UNO_BIAS": front_end.BIAS,
        "UNO_LOUD": f"{front_end.LOUD}u",
        "UNO_MOST_SHIFT": front_end.MOST_SHIFT,
        "UNO_QUIETEST": f"({front_end.QUIETEST})",
        "UNO_RISE_SHIFT": front_end.RISE_SHIFT,
        "UNO_FALL_SHIFT": front_end.FALL_SHIFT,
        "UNO_FEATURE_SHIFT": front_end.FEATURE_SHIFT,
        "UNO_MOST": front_end.MOST,
    }
    cosines, _ = front_end.twiddle_tables()
    tables = (
        ("uint16_t uno_window", front_end.window_table().tolist()),
        ("int16_t uno_cosines", cosines.tolist()),
        ("uint8_t uno_reversed_bits", front_end.reversed_bits().tolist()),
        ("uint8_t uno_band_edges", list(front_end.BAND_EDGES)),
    )
    return c_header(
        "UNO_TABLES_H",
        [
            '#include "uno_flash.h"',
            "",
            *(f"#define {name} {value}" for name, value in macros.items()),
            "",
            *(
                "static " + c_array(f"{name}[{len(values)}] UNO_FLASH", values)
                for name, values in tables
            ),
        ],
    )

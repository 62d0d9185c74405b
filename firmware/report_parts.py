"""The parts of the report: tables, the waveform and pictures, each as a piece of HTML."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from audio.frontend import SAMPLE_RATE_HZ

Summary = dict[str, Any]

WAVE_COLUMNS = 1000
WAVE_HALF_HEIGHT = 70


def kilobytes(count: float) -> str:
    """Bytes as kB with one decimal (1 kB = 1024 bytes)."""
    return f"{count / 1024:.1f} kB"


def percent(fraction: float) -> str:
    """A fraction as a percentage with one decimal."""
    return f"{100 * fraction:.1f} %"


def text(value: object) -> str:
    """Anything as text that HTML shows as it is."""
    return html.escape(str(value))


def data_uri(kind: str, data: bytes) -> str:
    """A file inside the page."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def ogg(samples: NDArray[np.int16]) -> bytes:
    """Ogg Vorbis, which every browser plays.

    Written second by second: libsndfile's encoder overruns its stack on minutes in one call.
    """
    buffer = io.BytesIO()
    form = {"samplerate": SAMPLE_RATE_HZ, "channels": 1, "format": "OGG", "subtype": "VORBIS"}
    with soundfile.SoundFile(buffer, "w", **form) as file:
        for start in range(0, len(samples), SAMPLE_RATE_HZ):
            file.write(samples[start : start + SAMPLE_RATE_HZ])
    return buffer.getvalue()


def wave(samples: NDArray[np.int16], held_out: dict[str, Any]) -> str:
    """The waveform as one SVG path over 1000 units, with what was said and heard over it."""
    seconds = len(samples) / SAMPLE_RATE_HZ
    columns = np.array_split(np.abs(samples.astype(np.int32)), WAVE_COLUMNS)
    peaks = np.asarray([column.max() for column in columns]) / 32768
    heights = np.maximum(0.5, np.sqrt(peaks) * WAVE_HALF_HEIGHT)
    top = " ".join(f"L{x} {80 - h:.0f}" for x, h in enumerate(heights))
    bottom = " ".join(f"L{x} {80 + heights[x]:.0f}" for x in range(WAVE_COLUMNS - 1, -1, -1))
    parts = [f'<path d="M0 80 {top} {bottom} Z"/>']
    for take in held_out["takes"]:
        start, end = (1000 * take[key] / seconds for key in ("start", "end"))
        parts.append(
            f'<rect class="said" x="{start:.1f}" y="0" width="{end - start:.1f}" height="160"/>'
        )
    for event in held_out["detections"]:
        x = 1000 * event["seconds"] / seconds
        parts.append(f'<line class="heard" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="160"/>')
    parts.append('<line class="now" x1="0" x2="0" y1="0" y2="160"/>')
    return "".join(parts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], chosen: int = -1) -> str:
    """An HTML table; row number `chosen` is marked."""
    cells = "".join(f'<th scope="col">{text(name)}</th>' for name in head)
    body = "".join(
        f"<tr{' class=chosen' if number == chosen else ''}>"
        + "".join(f"<td>{text(cell)}</td>" for cell in row)
        + "</tr>"
        for number, row in enumerate(rows)
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def heard_table(takes: list[dict[str, Any]]) -> str:
    """Each take that was played, and what the board made of it."""
    rows = []
    for take in takes:
        heard = take["heard"] is not None
        rows.append(
            [
                take["word"].replace("_", " "),
                take["speaker"],
                f"{take['start']:.1f} s",
                "heard" if heard else "missed",
                f"{1000 * (take['heard'] - take['end']):+.0f} ms" if heard else "",
                f"{take['score']:.2f}" if heard else "",
            ]
        )
    return (
        f"<details><summary>The same as a table: {len(rows)} takes</summary>"
        + table(["Said", "Voice", "At", "Board", "After its end", "Score"], rows)
        + "</details>"
    )


def negatives(quiet: dict[str, Any]) -> str:
    """What was heard while nobody called, and how sure that makes us."""
    alarms = quiet["false_alarms"]
    told = (
        f"<p>{quiet['minutes']:.1f} minutes of other speech and noise, none of it used in "
        f"training, went through the same board. False alarms: <b>{len(alarms)}</b>. With so much "
        f"sound, the true rate lies under <b>{quiet['per_hour_upper_bound']:.1f} an hour</b> with "
        "95 % confidence (exact Poisson bound; for none heard this is the rule of three). Longer "
        "negatives would tighten it.</p>"
    )
    if not alarms:
        return told
    rows = [
        [a["word"].replace("_", " "), f"{a['seconds']:.1f} s", f"{a['score']:.2f}"] for a in alarms
    ]
    return told + table(["Word", "At", "Score"], rows)


def variant_table(summary: Summary) -> str:
    """Size and quality of every variant."""
    rows, chosen = [], -1
    for number, row in enumerate(summary["variants"]):
        if row["name"] == summary["variant"]["name"]:
            chosen = number
        rows.append(
            [
                row["name"],
                percent(row["accuracy"]),
                percent(row["false_reject_rate"]),
                f"{row['false_accepts_per_hour']:.1f}",
                kilobytes(row["tflite_bytes"]),
                kilobytes(row["flash_bytes"]),
                kilobytes(row["ram_bytes"]),
                f"{row['macs'] / 1e6:.2f} M",
            ]
        )
    head = [
        "Model",
        "Accuracy",
        "False rejects",
        "False accepts/h",
        ".tflite",
        "Flash",
        "RAM",
        "MACs",
    ]
    return table(head, rows, chosen)


def groups_table(groups: list[dict[str, Any]]) -> str:
    """Accuracy per speaker and group."""
    rows = []
    for group in groups:
        low, high = group["low"], group["high"]
        rows.append(
            [
                f"{group['group']}: {group['value']}",
                percent(group["accuracy"]),
                f"{percent(low)} to {percent(high)}",
                str(group["clips"]),
            ]
        )
    return table(["Group", "Accuracy", "95 % interval", "Clips"], rows)


def instructions(summary: Summary) -> str:
    """How busy the chip is, in a sentence."""
    front_end, inference = summary["front_end_instructions"], summary["inference_instructions"]
    runs_a_second = 1000 / summary["run_ms"]
    load = 100 * front_end + runs_a_second * inference
    return (
        f"Counted in the emulator: {front_end:,.0f} instructions for each 10 ms of sound in the "
        f"front end and {inference:,.0f} for each run of the model, together {load / 1e6:.1f} "
        "million a second. A real 64 MHz Cortex-M4 at one instruction a cycle would be "
        f"{100 * load / 64e6:.0f} % busy (an estimate: flash wait states are not emulated)."
    )


def budget_bars(budgets: list[dict[str, Any]]) -> str:
    """What the firmware takes of each board's flash and RAM."""
    parts = []
    for budget in budgets:
        for kind in ("flash", "ram"):
            used, room = budget[f"{kind}_bytes"], budget[f"{kind}_room"]
            share = min(100.0, 100 * used / room)
            verdict = "fits" if used <= room else "does not fit"
            name = f"{text(budget['board'])}, {'RAM' if kind == 'ram' else 'flash'}"
            parts.append(
                f"<div>{name}: {kilobytes(used)} of {kilobytes(room)} "
                f"({100 * used / room:.0f} %, {verdict})</div>"
                f'<div class="bar"><i style="width:{share:.2f}%"></i></div>'
            )
    return "".join(parts)

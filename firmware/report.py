"""One self-contained HTML page that tells a person what came of a project, from its summary."""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from audio.bundled import ASSETS
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


def key_facts(summary: Summary) -> list[tuple[str, str, str]]:
    """The handful of numbers that belong together: name, value, remark."""
    model, build = summary["variant"], summary["build"]
    held_out, quiet = summary["held_out"], summary["negatives"]
    low, high = model["accuracy_interval"]
    return [
        (
            "Wake phrases heard",
            f"{held_out['heard']} of {held_out['played']}",
            "voices it was never trained on",
        ),
        (
            "False alarms",
            str(len(quiet["false_alarms"])),
            f"in {quiet['minutes']:.1f} minutes; under {quiet['per_hour_upper_bound']:.0f} an hour"
            " with 95 % confidence",
        ),
        (
            "Accuracy on clips",
            percent(model["accuracy"]),
            f"95 % interval {percent(low)} to {percent(high)}",
        ),
        (
            "Model",
            kilobytes(model["tflite_bytes"]),
            f"{model['macs'] / 1e6:.2f} million MACs a run",
        ),
        ("Flash", kilobytes(build["flash_bytes"]), "whole firmware, model included"),
        ("RAM", kilobytes(build["ram_bytes"]), "buffers, arena and deepest stack seen"),
    ]


def write_report(
    path: Path, summary: Summary, samples: NDArray[np.int16], plots: dict[str, bytes]
) -> None:
    """Write the page.

    Args:
        path: The HTML file.
        summary: What `firmware.demo` measured; the same as `summary.json`.
        samples: int16, 16 kHz: the held-out takes as they were played to the board.
        plots: SVG pictures `tradeoffs` and `curve`.
    """
    template = Template((ASSETS / "report.html").read_text(encoding="utf-8"))
    page = template.substitute(_fields(summary, samples, plots))
    path.write_text(page, encoding="utf-8")


def _fields(
    summary: Summary, samples: NDArray[np.int16], plots: dict[str, bytes]
) -> dict[str, str]:
    held_out = summary["held_out"]
    seconds = len(samples) / SAMPLE_RATE_HZ
    heard = [
        [event["seconds"], event["word"].replace("_", " ")] for event in held_out["detections"]
    ]
    facts = "".join(
        f"<div><dt>{_text(name)}</dt><dd>{_text(value)}<small>{_text(remark)}</small></dd></div>"
        for name, value, remark in key_facts(summary)
    )
    return {
        "title": _text("Wakewright: " + ", ".join(summary["words"])),
        "headline": _text(summary["headline"]),
        "lead": _text(summary["lead"]),
        "facts": facts,
        "listen_text": (
            f"{held_out['played']} takes of voices that were kept out of training, in one recording of "
            f"{seconds:.0f} seconds, played to the microphone of the virtual board. The sound below is "
            "what the board heard; press play and watch what it answered."
        ),
        "wave": _wave(samples, held_out),
        "wave_alt": (
            f"Waveform of {seconds:.0f} seconds with {held_out['played']} wake phrases and "
            f"{len(heard)} detections; the same as the table below."
        ),
        "audio": _data_uri("audio/ogg", _ogg(samples)),
        "heard_table": _heard_table(held_out["takes"]),
        "negatives": _negatives(summary["negatives"]),
        "tradeoff_text": (
            "Each point is a model that was trained, quantized to int8 and measured. "
            f"The one on the board is <b>{_text(summary['variant']['name'])}</b>."
        ),
        "tradeoff_alt": "Model size against accuracy; the same numbers as the table below.",
        "tradeoff_plot": _data_uri("image/svg+xml", plots["tradeoffs"]),
        "variant_table": _variant_table(summary),
        "curve_text": (
            "Every threshold is a bargain between words missed and alarms that nobody called. "
            "The marked point is the one that was chosen, on takes other than those it is shown for."
        ),
        "curve_alt": "False rejects against false accepts per hour for the chosen model.",
        "curve_plot": _data_uri("image/svg+xml", plots["curve"]),
        "groups_text": (
            "Accuracy per speaker of the test takes, the worst first. A model that works on average "
            "and fails for one person has failed that person."
        ),
        "groups_table": _groups_table(summary["variant"]["groups"]),
        "budget_text": (
            f"Built for <b>{_text(summary['build']['board'])}</b> with the engine "
            f"<b>{_text(summary['build']['engine'])}</b>. {_text(_instructions(summary))}"
        ),
        "budget_bars": _budget_bars(summary["budgets"]),
        "stage_table": _table(
            ["Stage", "Seconds"],
            [[stage["name"], f"{stage['seconds']:.1f}"] for stage in summary["stages"]],
        ),
        "limits": "".join(f"<p>{_text(limit)}</p>" for limit in summary["limits"]),
        "commands": _text("\n".join(summary["commands"])),
        "footer": _text(
            f"Made by Wakewright {summary['version']} on {summary['made']}, in "
            f"{summary['seconds']:.0f} seconds. No sound left this computer."
        ),
        "heard_json": json.dumps(heard).replace("</", "<\\/"),
        "duration": f"{seconds:.3f}",
    }


def _text(value: object) -> str:
    return html.escape(str(value))


def _data_uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _ogg(samples: NDArray[np.int16]) -> bytes:
    """Ogg Vorbis, which every browser plays.

    Written second by second: libsndfile's encoder overruns its stack on minutes in one call.
    """
    buffer = io.BytesIO()
    form = {"samplerate": SAMPLE_RATE_HZ, "channels": 1, "format": "OGG", "subtype": "VORBIS"}
    with soundfile.SoundFile(buffer, "w", **form) as file:
        for start in range(0, len(samples), SAMPLE_RATE_HZ):
            file.write(samples[start : start + SAMPLE_RATE_HZ])
    return buffer.getvalue()


def _wave(samples: NDArray[np.int16], held_out: dict[str, Any]) -> str:
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


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], chosen: int = -1) -> str:
    cells = "".join(f'<th scope="col">{_text(name)}</th>' for name in head)
    body = "".join(
        f"<tr{' class=chosen' if number == chosen else ''}>"
        + "".join(f"<td>{_text(cell)}</td>" for cell in row)
        + "</tr>"
        for number, row in enumerate(rows)
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def _heard_table(takes: list[dict[str, Any]]) -> str:
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
    return _table(["Said", "Voice", "At", "Board", "After its end", "Score"], rows)


def _negatives(negatives: dict[str, Any]) -> str:
    alarms = negatives["false_alarms"]
    text = (
        f"<p>{negatives['minutes']:.1f} minutes of other speech and noise, none of it used in training, went "
        f"through the same board. False alarms: <b>{len(alarms)}</b>. With so much sound, the true rate lies "
        f"under <b>{negatives['per_hour_upper_bound']:.1f} an hour</b> with 95 % confidence (exact Poisson "
        "bound; for none heard this is the rule of three). Longer negatives would tighten it.</p>"
    )
    if not alarms:
        return text
    rows = [
        [a["word"].replace("_", " "), f"{a['seconds']:.1f} s", f"{a['score']:.2f}"] for a in alarms
    ]
    return text + _table(["Word", "At", "Score"], rows)


def _variant_table(summary: Summary) -> str:
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
    return _table(head, rows, chosen)


def _groups_table(groups: list[dict[str, Any]]) -> str:
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
    return _table(["Group", "Accuracy", "95 % interval", "Clips"], rows)


def _instructions(summary: Summary) -> str:
    front_end, inference = summary["front_end_instructions"], summary["inference_instructions"]
    runs_a_second = 1000 / summary["run_ms"]
    load = 100 * front_end + runs_a_second * inference
    return (
        f"Counted in the emulator: {front_end:,.0f} instructions for each 10 ms of sound in the front end and "
        f"{inference:,.0f} for each run of the model, together {load / 1e6:.1f} million a second. A real "
        f"64 MHz Cortex-M4 at one instruction a cycle would be {100 * load / 64e6:.0f} % busy (an estimate: "
        "flash wait states are not emulated)."
    )


def _budget_bars(budgets: list[dict[str, Any]]) -> str:
    parts = []
    for budget in budgets:
        for kind in ("flash", "ram"):
            used, room = budget[f"{kind}_bytes"], budget[f"{kind}_room"]
            share = min(100.0, 100 * used / room)
            verdict = "fits" if used <= room else "does not fit"
            parts.append(
                f"<div>{_text(budget['board'])}, {'RAM' if kind == 'ram' else 'flash'}: "
                f"{kilobytes(used)} of {kilobytes(room)} ({100 * used / room:.0f} %, {verdict})</div>"
                f'<div class="bar"><i style="width:{share:.2f}%"></i></div>'
            )
    return "".join(parts)

"""One self-contained HTML page that tells a person what came of a project, from its summary."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

import numpy as np
from numpy.typing import NDArray

from audio.bundled import ASSETS
from audio.frontend import SAMPLE_RATE_HZ
from firmware.report_parts import (
    Summary,
    budget_bars,
    data_uri,
    groups_table,
    heard_table,
    instructions,
    kilobytes,
    negatives,
    ogg,
    percent,
    table,
    text,
    variant_table,
    wave,
)


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
        f"<div><dt>{text(name)}</dt><dd>{text(value)}<small>{text(remark)}</small></dd></div>"
        for name, value, remark in key_facts(summary)
    )
    return {
        "title": text("Wakewright: " + ", ".join(summary["words"])),
        "headline": text(summary["headline"]),
        "lead": text(summary["lead"]),
        "facts": facts,
        "listen_text": (
            f"{held_out['played']} takes of voices that were kept out of training, in one "
            f"recording of {seconds:.0f} seconds, played to the microphone of the virtual board. "
            "The sound below is what the board heard; press play and watch what it answered."
        ),
        "wave": wave(samples, held_out),
        "wave_alt": (
            f"Waveform of {seconds:.0f} seconds with {held_out['played']} wake phrases and "
            f"{len(heard)} detections; the same as the table below."
        ),
        "audio": data_uri("audio/ogg", ogg(samples)),
        "heard_table": heard_table(held_out["takes"]),
        "negatives": negatives(summary["negatives"]),
        "tradeoff_text": (
            "Each point is a model that was trained, quantized to int8 and measured. "
            f"The one on the board is <b>{text(summary['variant']['name'])}</b>."
        ),
        "tradeoff_alt": "Model size against accuracy; the same numbers as the table below.",
        "tradeoff_plot": data_uri("image/svg+xml", plots["tradeoffs"]),
        "variant_table": variant_table(summary),
        "curve_text": (
            "Every threshold is a bargain between words missed and alarms that nobody called. "
            "The marked point was chosen on other takes than those it is shown for."
        ),
        "curve_alt": "False rejects against false accepts per hour for the chosen model.",
        "curve_plot": data_uri("image/svg+xml", plots["curve"]),
        "groups_text": (
            "Accuracy per speaker and group of the test takes, the worst first. A model that works "
            "on average and fails for one person has failed that person."
        ),
        "groups_table": groups_table(summary["variant"]["groups"]),
        "budget_text": (
            f"Built for <b>{text(summary['build']['board'])}</b> with the engine "
            f"<b>{text(summary['build']['engine'])}</b>. {text(instructions(summary))} "
            f"{text(summary['build']['streaming_note'])}"
        ),
        "budget_bars": budget_bars(summary["budgets"]),
        "stage_table": table(
            ["Stage", "Seconds"],
            [[stage["name"], f"{stage['seconds']:.1f}"] for stage in summary["stages"]],
        ),
        "limits": "".join(f"<p>{text(limit)}</p>" for limit in summary["limits"]),
        "commands": text("\n".join(summary["commands"])),
        "footer": text(
            f"Made by Wakewright {summary['version']} on {summary['made']}, in "
            f"{summary['seconds']:.0f} seconds. No sound left this computer."
        ),
        "heard_json": json.dumps(heard).replace("</", "<\\/"),
        "duration": f"{seconds:.3f}",
    }

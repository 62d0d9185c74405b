"""What a demo measured, as the values of summary.json."""

from __future__ import annotations

import datetime
import importlib.metadata
from collections.abc import Sequence
from typing import Any

from audio.dataset import load_takes
from audio.frontend import SAMPLE_RATE_HZ
from audio.project import Project
from compress.detector import Detection
from compress.events import match_words
from compress.longaudio import Spoken
from compress.statistics import poisson_upper
from compress.tradeoffs import Row
from compress.variant import Variant
from firmware.boards import load_boards
from firmware.budget import MEASURED_ON
from firmware.image import FirmwareImage
from firmware.listen import ListenResult

PRESET = "quick"
BUDGET_BOARDS = ("esp32-s3", "nano-33-ble-sense", "arduino-uno")
LIMITS = (
    "The bundled takes are synthesized voices, not people. That this model hears them says that "
    "the whole way works, not that it will understand you: record your own takes for that.",
    "Minutes of negatives bound false alarms only loosely; hours of your own rooms would say more.",
    "The virtual board counts instructions, not cycles, and has no analog microphone.",
)


def summarize(
    project: Project,
    variant: Variant,
    rows: Sequence[Row],
    image: FirmwareImage,
    said: ListenResult,
    spoken: Sequence[Spoken],
    quiet: ListenResult,
    negative_samples: int,
) -> dict[str, Any]:
    """What is in summary.json, but for the times."""
    hours = negative_samples / SAMPLE_RATE_HZ / 3600
    held_out = _held_out(variant.labels, said, spoken)
    heard, played, alarms = held_out["heard"], held_out["played"], len(quiet.detections)
    words = [word.replace("_", " ") for word in project.words]
    takes = load_takes(project)
    return {
        "headline": f"This {len(variant.tflite) / 1024:.0f} kB model heard {heard} of {played} "
        f"calls and raised {alarms or 'no'} false alarm{'' if alarms == 1 else 's'}.",
        "lead": f"It listens for {' and '.join(words)}. {len(takes.takes)} takes went in; firmware "
        "for an emulated Cortex-M4 came out, and here is how it did on voices it never met.",
        "version": importlib.metadata.version("wakewright"),
        "made": datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        "words": words,
        "takes": len(takes.takes),
        "voices": "synthesized with espeak-ng",
        "variants": [row.to_dict() for row in rows],
        "variant": {
            "name": variant.name,
            "tflite_bytes": len(variant.tflite),
            "macs": variant.macs,
            **variant.metrics,
        },
        "build": {
            "board": image.board,
            "engine": image.engine,
            "flash_bytes": image.flash_bytes,
            "ram_bytes": image.ram_bytes,
            "streams": image.streams,
            "streaming_note": image.streaming_note,
            "folder": str(image.folder),
            "firmware": str(image.firmware_path),
        },
        "run_ms": variant.detector.stride_frames * variant.front_end.step_ms,
        "front_end_instructions": said.front_end_instructions,
        "inference_instructions": said.inference_instructions,
        "held_out": held_out,
        "negatives": {
            "minutes": 60 * hours,
            "false_alarms": [_event(each) for each in quiet.detections],
            "per_hour_upper_bound": poisson_upper(alarms) / hours,
            "dropped_seconds": quiet.dropped_seconds,
        },
        "budgets": _budgets(image),
        "limits": list(LIMITS),
        "commands": _commands(project),
    }


def _held_out(
    labels: tuple[str, ...], said: ListenResult, spoken: Sequence[Spoken]
) -> dict[str, Any]:
    """Which takes were heard, when, and what else was detected among them."""
    events = [(each.seconds, labels.index(each.word)) for each in said.detections]
    owners = match_words(events, spoken)
    by_word = {owner: said.detections[i] for i, owner in enumerate(owners) if owner is not None}
    takes = []
    for index, word in enumerate(spoken):
        event = by_word.get(index)
        takes.append(
            {
                "word": labels[word.label],
                "speaker": word.speaker,
                "start": word.start_seconds,
                "end": word.end_seconds,
                "heard": event.seconds if event else None,
                "score": event.score if event else None,
            }
        )
    wrong = [said.detections[i] for i, owner in enumerate(owners) if owner is None]
    return {
        "played": len(spoken),
        "heard": len(by_word),
        "missed": [take for take in takes if take["heard"] is None],
        "false_alarms": [_event(each) for each in wrong],
        "detections": [_event(each) for each in said.detections],
        "takes": takes,
        "dropped_seconds": said.dropped_seconds,
    }


def _event(detection: Detection) -> dict[str, Any]:
    return {
        "seconds": round(detection.seconds, 3),
        "word": detection.word,
        "score": round(detection.score, 3),
    }


def _budgets(image: FirmwareImage) -> list[dict[str, Any]]:
    boards = load_boards()
    return [
        {
            "board": boards[name].title,
            "flash_bytes": image.flash_bytes,
            "flash_room": boards[name].app_flash_bytes,
            "ram_bytes": image.ram_bytes,
            "ram_room": boards[name].app_ram_bytes,
        }
        for name in BUDGET_BOARDS
    ]


def _commands(project: Project) -> list[str]:
    words = " ".join(f"--word {word}" for word in project.words)
    return [
        f"wakewright new my-project {words}",
        "wakewright import my-project RECORDINGS    # or: wakewright record my-project WORD",
        f"wakewright train my-project --preset {PRESET}",
        "wakewright tradeoffs my-project --plot tradeoffs.svg",
        f"wakewright build my-project --board {MEASURED_ON}",
        "wakewright listen my-project --wav SOUND.wav",
    ]

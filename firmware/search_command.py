"""What `wakewright search` does: a board's room as limits, a search, and its result in words."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from audio.errors import WakewrightError
from audio.project import Project
from audio.stage import Stage
from compress.search import Found, SearchPlan, search_project
from compress.search_front import pareto_front
from compress.search_space import route_text, route_values
from compress.search_study import Limits
from firmware.boards import Board, load_board

# What the firmware took beside model and arena on the emulated Cortex-M4, rounded up: front end,
# kernels, detector and protocol in flash; their buffers and the stack in RAM. Which variants really
# fit is measured afterwards, by building them.
PROGRAM_FLASH_BYTES = 14 * 1024
PROGRAM_RAM_BYTES = 8 * 1024


def search_for(source: Path, board: str | None, plan: SearchPlan) -> Stage[tuple[Any, str]]:
    """Search in a project; the values and the text that the command prints.

    Args:
        board: Name of the board that the models must fit into, if any.

    Raises:
        BoardError: There is no such board.
        WakewrightError: The board has no room for any model, or as `search_project`.
    """
    if plan.trials < 0 or plan.keep < 1 or (plan.minutes is not None and plan.minutes < 0):
        raise WakewrightError(
            "A search cannot have fewer than no trials, no time, or nothing to keep.",
            "Give --trials 0 or more, --minutes 0 or more and --keep 1 or more.",
        )
    project = Project.open(source)
    limits = room_on(load_board(board)) if board else plan.limits
    found = yield from search_project(project, replace(plan, limits=limits))
    return _values(found, limits), _text(found, source)


def room_on(board: Board) -> Limits:
    """What a board leaves to a model.

    Raises:
        WakewrightError: The program alone fills it.
    """
    limits = Limits(
        board.app_flash_bytes and board.app_flash_bytes - PROGRAM_FLASH_BYTES,
        board.app_ram_bytes and board.app_ram_bytes - PROGRAM_RAM_BYTES,
    )
    if limits.model_bytes < 0 or limits.arena_bytes < 0:
        raise WakewrightError(
            f"{board.title} has no room for a network beside the program: that takes about "
            f"{PROGRAM_FLASH_BYTES:,} bytes of flash and {PROGRAM_RAM_BYTES:,} of RAM.",
            "Search without --board, or for a board with more memory.",
        )
    return limits


def _values(found: Found, limits: Limits) -> dict[str, Any]:
    measured = [each for each in found.finished if each.measured]
    front = pareto_front([each.measured for each in measured if each.measured])
    return {
        "study": found.study,
        "storage": found.storage,
        "limits": asdict(limits),
        "candidates": [
            {
                **route_values(each.route),
                **(asdict(each.measured) if each.measured else {"failure": each.failure}),
                "pareto": any(each is measured[index] for index in front),
            }
            for each in found.finished
        ],
        "variants": [
            {
                "name": variant.name,
                **route_values(route),
                "tflite_bytes": len(variant.tflite),
                **variant.metrics,
            }
            for variant, route in found.variants
        ],
    }


def _text(found: Found, source: Path) -> str:
    measured = [each for each in found.finished if each.measured]
    points = [each.measured for each in measured if each.measured]
    failed = len(found.finished) - len(measured)
    lines = [f"Tried {len(found.finished)} candidates ({failed} failed). The best of each size:"]
    lines += [
        f"  {points[i].encoded_bytes:7,} B  {100 * (1 - points[i].error):5.1f} % of validation "
        f"takes after a short training: {route_text(measured[i].route)}"
        for i in pareto_front(points)
    ]
    lines.append("Trained fully and saved:")
    for variant, route in found.variants:
        low, high = variant.metrics["accuracy_interval"]
        lines.append(
            f"  {variant.name}: {100 * variant.metrics['accuracy']:.1f} % of test clips "
            f"({100 * low:.1f} to {100 * high:.1f}), {len(variant.tflite):,} B: {route_text(route)}"
        )
    lines.append(f"Next: wakewright tradeoffs {source} --plot tradeoffs.png")
    return "\n".join(lines)

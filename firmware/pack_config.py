"""Firmware whose model lies in a pack: the C that stands for any model, and the pack of one.

The C depends on the board and the front end alone, so that two models share their firmware.
"""

from __future__ import annotations

from audio.files import hash_bytes
from audio.frontend import FrontEndSettings
from compress.graph import read_graph
from compress.variant import Variant
from firmware.action_table import ActionTable, action_table
from firmware.bare_model import EngineModel
from firmware.behaviour import Behaviour
from firmware.boards import Board
from firmware.c_source import c_header, c_string
from firmware.device_config import check_settings, refractory_runs, stored_exp_table
from firmware.front_end_tables import emit_tables
from firmware.model_pack import ModelPack

# The front end of models that hear nothing and are only measured.
NO_FRONT_END = "none"
# Macros of `ww_config.h` and the members of the open pack that they stand for.
AT_RUN_TIME = {
    "WW_MODEL_HASH": "model_hash",
    "WW_LABEL_COUNT": "label_count",
    "WW_STRIDE_FRAMES": "stride_frames",
    "WW_SMOOTHING": "smoothing",
    "WW_REFRACTORY_RUNS": "refractory_runs",
    "WW_EXP_COUNT": "exp_count",
    "ww_labels": "labels",
    "ww_initial_thresholds": "thresholds",
    "ww_start_thresholds": "start_thresholds",
    "ww_exp_table": "exp_table",
}
ACTIONS_AT_RUN_TIME = {
    "WW_ACTION_COUNT": "action_count",
    "ww_actions": "actions",
    "ww_action_bytes": "action_bytes",
}


def front_end_name(front_end: FrontEndSettings | None) -> str:
    """Names everything that the firmware's front end is made from."""
    if front_end is None:
        return NO_FRONT_END
    return hash_bytes(repr((front_end.to_dict(), emit_tables(front_end))).encode())


def emit_pack_config(
    front_end: FrontEndSettings, board: Board, firmware_version: str
) -> dict[str, str]:
    """`ww_config.h`, `ww_action_data.h` and the tables of the front end, by file name."""
    numbers = {
        "WW_CHANNELS": str(front_end.channels),
        "WW_FRAMES": str(front_end.frames),
        "WW_STEP_MS": str(front_end.step_ms),
        "WW_LABEL_LIMIT": "WW_PACK_LABELS",
        "WW_SMOOTHING_LIMIT": "WW_PACK_SMOOTHING",
        "WW_FRONT_END": c_string(front_end_name(front_end)),
        "WW_BOARD_NAME": c_string(board.name),
        "WW_FIRMWARE_VERSION": c_string(firmware_version),
    }
    config = [
        '#include "model_pack.h"',
        "",
        "#define WW_MODEL_FROM_PACK",
        *[f"#define {name} {value}" for name, value in numbers.items()],
        *_members(AT_RUN_TIME),
    ]
    actions = [
        '#include "model_pack.h"',
        "",
        "#define WW_ACTION_LIMIT WW_PACK_ACTIONS",
        f"#define WW_USB_KEYBOARD {int('usb_keyboard' in board.actions)}",
        *_members(ACTIONS_AT_RUN_TIME),
    ]
    return {
        "ww_config.h": c_header("WW_CONFIG_H", config),
        "ww_action_data.h": c_header("WW_ACTION_DATA_H", actions),
        **emit_tables(front_end),
    }


def pack_of(
    model: Variant | EngineModel, board: Board, behaviour: Behaviour, content: bytes
) -> ModelPack:
    """All that a board's firmware takes from a model.

    Args:
        model: The model.
        board: Where it shall run.
        behaviour: What the project asks besides the model.
        content: The model as the engine runs it.

    Raises:
        ConfigError: The model's settings do not fit together.
        ActionError: The board cannot do an action, or the model does not know its word.
        ModelError: The model is damaged.
    """
    if isinstance(model, EngineModel):
        return ModelPack(
            NO_FRONT_END, model.model_hash, (), 1, 1, 0, (), (), (1,), b"", b"", content
        )
    graph = read_graph(model.tflite)
    output_scale = graph.tensors[graph.outputs[0]].scale
    detector = model.detector
    check_settings(model.labels, model.front_end, detector, output_scale)
    run_ms = detector.stride_frames * model.front_end.step_ms
    actions: ActionTable = action_table(behaviour.actions, model.labels, board)
    return ModelPack(
        front_end=front_end_name(model.front_end),
        model_hash=model.model_hash,
        labels=model.labels,
        stride_frames=detector.stride_frames,
        smoothing=detector.smoothing,
        refractory_runs=refractory_runs(detector, run_ms),
        thresholds=detector.thresholds,
        start_thresholds=behaviour.start_thresholds(detector.thresholds),
        exp_table=tuple(stored_exp_table(output_scale)),
        actions=actions.entry_bytes(),
        action_data=actions.data,
        model=content,
    )


def _members(names: dict[str, str]) -> list[str]:
    return [f"#define {name} (ww_pack.{member})" for name, member in names.items()]

"""What a bare .tflite must say about itself: labels, front end and detector, in ~200 bytes.

It is kept as one metadata entry of the file, which every reader of TensorFlow Lite skips unless it
knows the name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ai_edge_litert import schema_py_generated as schema

from audio.errors import AudioError
from audio.frontend import FrontEndSettings
from compress.detector import DetectorSettings
from compress.flatfile import data_vector, pack, unpack

ENTRY_NAME = "wakewright"
VERSION = 1


@dataclass(frozen=True)
class ModelMetadata:
    """What the file says: labels in the order of the outputs, and the settings around the model."""

    labels: tuple[str, ...]
    front_end: FrontEndSettings
    detector: DetectorSettings


def embed(
    tflite: bytes, labels: tuple[str, ...], front_end: FrontEndSettings, detector: DetectorSettings
) -> bytes:
    """The same model saying this about itself; what it said before is replaced."""
    model = unpack(tflite)
    _remove(model)
    buffer = schema.BufferT()
    buffer.data = data_vector(_encode(ModelMetadata(labels, front_end, detector)))
    entry = schema.MetadataT()
    entry.name, entry.buffer = ENTRY_NAME, len(model.buffers)
    model.buffers = [*model.buffers, buffer]
    model.metadata = [*(model.metadata or []), entry]
    return pack(model)


def extract(tflite: bytes) -> ModelMetadata | None:
    """What a model says about itself, or None if it says nothing that this version understands.

    Raises:
        ModelError: These bytes are no .tflite file.
    """
    model = unpack(tflite)
    for entry in model.metadata or []:
        if _name(entry) == ENTRY_NAME and 0 <= entry.buffer < len(model.buffers):
            data = model.buffers[entry.buffer].data
            return None if data is None else _decode(bytes(data))
    return None


def _encode(metadata: ModelMetadata) -> bytes:
    front_end, detector = metadata.front_end, metadata.detector
    same = len(set(detector.thresholds)) == 1
    values = {
        "v": VERSION,
        "labels": list(metadata.labels),
        "front_end": [front_end.window_ms, front_end.step_ms, front_end.channels, front_end.frames],
        "detector": [detector.stride_frames, detector.smoothing, detector.refractory_ms],
        "thresholds": list(detector.thresholds[:1] if same else detector.thresholds),
    }
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()


def _decode(data: bytes) -> ModelMetadata | None:
    try:
        values: dict[str, Any] = json.loads(data)
        if values["v"] != VERSION:
            return None
        labels = tuple(str(label) for label in values["labels"])
        thresholds = tuple(int(value) for value in values["thresholds"])
        stride, smoothing, refractory_ms = (int(value) for value in values["detector"])
        front_end = FrontEndSettings(*(int(value) for value in values["front_end"]))
    except (ValueError, KeyError, TypeError, AudioError):
        return None
    if len(thresholds) == 1:
        thresholds *= len(labels)
    detector = DetectorSettings(stride, smoothing, thresholds, refractory_ms)
    return ModelMetadata(labels, front_end, detector)


def _remove(model: Any) -> None:
    """Drop our entry; its buffer goes with it when it is the last one, as `embed` made it."""
    kept = []
    for entry in model.metadata or []:
        if _name(entry) != ENTRY_NAME:
            kept.append(entry)
        elif entry.buffer == len(model.buffers) - 1:
            model.buffers = model.buffers[:-1]
        else:
            model.buffers[entry.buffer].data = None
    model.metadata = kept or None


def _name(entry: Any) -> str:
    return entry.name.decode(errors="replace") if isinstance(entry.name, bytes) else entry.name

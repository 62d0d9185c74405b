"""A model one can put on a chip: the .tflite with everything the chip must know, on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from audio.errors import WakewrightError
from audio.files import folder_atomic, hash_bytes
from audio.frontend import FrontEndSettings
from compress.detector import DetectorSettings

MODEL_FILE = "model.tflite"
VARIANT_FILE = "variant.json"


class ModelError(WakewrightError):
    """A model file is missing, broken, or not one that this program can run."""


@dataclass(frozen=True)
class StepReport:
    """What one compression step did: sizes and accuracy before and after, and what it skipped."""

    step: str
    before: dict[str, float]
    after: dict[str, float]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """One trained and compressed model with its measurements.

    Attributes:
        name: Unique in its project, a valid folder name.
        architecture: Key of the architecture registry.
        labels: One for each output, words first, then `_unknown_` and `_silence_`.
        front_end: Settings that the features were made with.
        detector: Settings that turn logits into detections, thresholds included.
        tflite: The model, int8 in and out, logits out.
        macs: Multiply-accumulates of one run.
        metrics: What `compress.evaluation.evaluate` measured (JSON values).
        made_from: Hash of the takes and the recipe, to tell when it is stale.
        steps: What each compression step did.
        history: Where it comes from, see `compress.history` (JSON values).
    """

    name: str
    architecture: str
    labels: tuple[str, ...]
    front_end: FrontEndSettings
    detector: DetectorSettings
    tflite: bytes
    macs: int
    metrics: dict[str, Any] = field(default_factory=dict)
    made_from: str = ""
    steps: tuple[StepReport, ...] = ()
    history: dict[str, Any] = field(default_factory=dict)

    @property
    def model_hash(self) -> str:
        """Names the exact model; the firmware says it at boot."""
        return hash_bytes(self.tflite)

    def save(self, models: Path, beside: Mapping[str, str] | None = None) -> Path:
        """Write `models/<name>/` whole or not at all, and return it.

        Args:
            beside: Texts to write beside the model, by file name.
        """
        folder = models / self.name
        description = {
            "architecture": self.architecture,
            "labels": list(self.labels),
            "front_end": self.front_end.to_dict(),
            "detector": self.detector.to_dict(),
            "macs": self.macs,
            "model_hash": self.model_hash,
            "made_from": self.made_from,
            "steps": [asdict(step) for step in self.steps],
            "metrics": self.metrics,
            "history": self.history,
        }
        with folder_atomic(folder) as fresh:
            (fresh / MODEL_FILE).write_bytes(self.tflite)
            text = json.dumps(description, indent=1, ensure_ascii=False)
            (fresh / VARIANT_FILE).write_text(text, encoding="utf-8")
            for name, content in (beside or {}).items():
                (fresh / name).write_text(content, encoding="utf-8")
        return folder

    @classmethod
    def load(cls, folder: Path) -> Variant:
        """Read what `save` wrote.

        Raises:
            ModelError: A file is missing, not readable, or the model is not the described one.
        """
        try:
            values = json.loads((folder / VARIANT_FILE).read_text(encoding="utf-8"))
            tflite = (folder / MODEL_FILE).read_bytes()
            variant = cls(
                name=folder.name,
                architecture=values["architecture"],
                labels=tuple(values["labels"]),
                front_end=FrontEndSettings(**values["front_end"]),
                detector=DetectorSettings.from_dict(values["detector"]),
                tflite=tflite,
                macs=values["macs"],
                metrics=values["metrics"],
                made_from=values["made_from"],
                steps=tuple(
                    StepReport(**{**step, "skipped": tuple(step["skipped"])})
                    for step in values["steps"]
                ),
                history=values.get("history", {}),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"The model in {folder} cannot be read ({error}).",
                "Train again, or choose another variant.",
            ) from error
        if variant.model_hash != values["model_hash"]:
            raise ModelError(
                f"{folder / MODEL_FILE} was changed after it was made.", "Train again."
            )
        return variant

"""A small model with everything that its chip must know, on disk as one readable file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.errors import ProjectError
from audio.files import folder_atomic, hash_bytes
from audio.project import Project
from audio.uno_frontend import UnoFrontEnd
from compress.detector import DetectorSettings
from compress.uno.arithmetic import LOGIT_BITS
from compress.uno.bonsai import Bonsai
from compress.uno.convnet import Block, ConvNet, Layer
from compress.variant import ModelError

# Not `variant.json`: what reads .tflite variants passes these folders by.
UNO_FILE = "uno.json"
FORMAT = 1
CHUNK_WINDOWS = 2048

Network = ConvNet | Bonsai


@dataclass(frozen=True)
class UnoModel:
    """One trained small model with its measurements.

    Attributes:
        name: Unique in its project, a valid folder name.
        labels: One for each output: the words, then `_unknown_`, which here means no word at all.
        front_end: Settings that the features were made with.
        detector: Settings that turn logits into detections, thresholds included.
        network: The integers.
        metrics: What `compress.evaluation.measure` measured, sizes, and the accuracy of the
            network before and after it learned with its integers (JSON values).
        made_from: Hash of the takes and the recipe, to tell when it is stale.
    """

    name: str
    labels: tuple[str, ...]
    front_end: UnoFrontEnd
    detector: DetectorSettings
    network: Network
    metrics: dict[str, Any] = field(default_factory=dict)
    made_from: str = ""

    @property
    def model_hash(self) -> str:
        """Names the exact model."""
        return hash_bytes(json.dumps(to_plain(self.network), sort_keys=True).encode())

    def save(self, models: Path) -> Path:
        """Write `models/<name>/` whole or not at all, and return it."""
        folder = models / self.name
        description = {
            "format": FORMAT,
            "labels": list(self.labels),
            "front_end": self.front_end.to_dict(),
            "detector": self.detector.to_dict(),
            "weight_bytes": self.network.weight_bytes,
            "state_bytes": self.network.ram_bytes,
            "macs": self.network.macs,
            "model_hash": self.model_hash,
            "made_from": self.made_from,
            "metrics": self.metrics,
            "network": to_plain(self.network),
        }
        with folder_atomic(folder) as fresh:
            text = json.dumps(description, ensure_ascii=False)
            (fresh / UNO_FILE).write_text(text, encoding="utf-8")
        return folder

    @classmethod
    def load(cls, folder: Path) -> UnoModel:
        """Read what `save` wrote.

        Raises:
            ModelError: The file is missing, not readable, or its network was changed.
        """
        try:
            values = json.loads((folder / UNO_FILE).read_text(encoding="utf-8"))
            if values["format"] != FORMAT:
                raise ValueError(f"format {values['format']} instead of {FORMAT}")
            model = cls(
                name=folder.name,
                labels=tuple(values["labels"]),
                front_end=UnoFrontEnd(**values["front_end"]),
                detector=DetectorSettings.from_dict(values["detector"]),
                network=from_plain(values["network"]),
                metrics=values["metrics"],
                made_from=values["made_from"],
            )
            if model.model_hash != values["model_hash"]:
                raise ValueError("its network was changed after it was made")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"The model in {folder} cannot be read ({error}).",
                "Train it again: wakewright train PROJECT --preset uno",
            ) from error
        return model


class UnoRunner:
    """Runs a small model as its chip does; see `compress.runner.ModelRunner`."""

    output_scale: float = 2.0**-LOGIT_BITS

    def __init__(self, network: Network) -> None:
        self._network = network

    def run(self, windows: NDArray[np.int8]) -> NDArray[np.int8]:
        """Logits of windows: int8 (n, frames, bands) -> int8 (n, labels)."""
        chunks = np.array_split(windows, max(1, -(-len(windows) // CHUNK_WINDOWS)))
        return np.concatenate([self._network.run(chunk) for chunk in chunks])

    def run_stream(self, features: NDArray[np.int8], stride_frames: int) -> NDArray[np.int8]:
        """Logits over continuous features (n, bands), quiet before the beginning.

        Raises:
            ModelError: The model answers after another number of frames.
        """
        if stride_frames != self._network.stride_frames:
            raise ModelError(
                f"The model answers each {self._network.stride_frames} frames, not each "
                f"{stride_frames}.",
                "Train it again.",
            )
        return self._network.run_stream(features)


def to_plain(network: Network) -> dict[str, Any]:
    """A network as values for JSON; arrays become their type and nested lists."""
    values = {entry.name: _plain(getattr(network, entry.name)) for entry in fields(network)}
    return {"kind": type(network).__name__, **values}


def from_plain(values: dict[str, Any]) -> Network:
    """The opposite of `to_plain`.

    Raises:
        ValueError, KeyError, TypeError: It is not what `to_plain` gives.
    """
    kind = values["kind"]
    rest = {name: _unplain(value) for name, value in values.items() if name != "kind"}
    if kind == "ConvNet":
        blocks = tuple(Block(*map(_layer, each.values())) for each in rest["blocks"])
        return ConvNet(rest["stride_frames"], _layer(rest["first"]), blocks, _layer(rest["head"]))
    if kind == "Bonsai":
        return Bonsai(**rest)
    raise ValueError(f"it is of an unknown kind, {kind}")


def load_uno_models(project: Project) -> list[UnoModel]:
    """The small models of a project, in the order of their names.

    Raises:
        ModelError: One of them is damaged.
    """
    if not project.models.is_dir():
        return []
    folders = sorted(each for each in project.models.iterdir() if not each.name.startswith("."))
    return [UnoModel.load(folder) for folder in folders if (folder / UNO_FILE).exists()]


def best_uno_model(project: Project) -> UnoModel:
    """The one that is best on validation takes; of equals the smallest.

    Raises:
        ProjectError: There is none yet.
        ModelError: One is damaged.
    """
    models = load_uno_models(project)
    if not models:
        raise ProjectError(
            "This project has no model for small boards yet.",
            f"Train them: wakewright train {project.folder.name} --preset uno",
        )
    return best_of(models)


def best_of(models: Sequence[UnoModel]) -> UnoModel:
    """The one that is best on validation takes; of equals the smallest."""
    return max(
        models, key=lambda each: (each.metrics["validation_score"], -each.network.weight_bytes)
    )


def with_metrics(model: UnoModel, **more: Any) -> UnoModel:
    """The same model with more metrics."""
    return replace(model, metrics={**model.metrics, **more})


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"dtype": value.dtype.name, "values": value.tolist()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Layer | Block):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    return value


def _unplain(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"dtype", "values"}:
        return np.asarray(value["values"], np.dtype(value["dtype"]))
    if isinstance(value, dict):
        return {name: _unplain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_unplain(each) for each in value]
    return value


def _layer(values: dict[str, NDArray[Any]]) -> Layer:
    return Layer(values["weights"], values["bias"], values["shifts"])

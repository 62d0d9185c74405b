"""A .tflite that comes alone: what its labels are, and whether our front end can feed it.

    model = read_bare_model(Path("micro_speech.tflite"))

A model that says about itself what `compress.metadata` writes is taken at its word. Of any other,
int8 with 49 or 98 frames of 40 channels, the usual front end is assumed; its labels come from the
metadata of TensorFlow's tools where there are any. All other models can be compiled and measured,
but not fed with sound.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from audio.files import hash_bytes
from audio.frontend import CHANNELS, FEATURE_ZERO_POINT, FrontEndSettings
from compress.detector import POSTERIOR_ONE, DetectorSettings
from compress.flatfile import pack, unpack
from compress.graph import Graph, count_macs, read_graph, read_stored_graph
from compress.metadata import extract
from compress.variant import ModelError, Variant

# Frames of the usual front ends -> the step that makes them about a second.
STEP_MS_OF_FRAMES = {49: 20, 98: 10}
DEFAULT_THRESHOLD = round(0.8 * POSTERIOR_ONE)
# What other tools call the labels that are no words.
NO_WORDS = ("silence", "unknown", "background", "noise")


@dataclass(frozen=True)
class EngineModel:
    """A model that does not take features of sound: only the engine can be built from it."""

    name: str
    tflite: bytes
    macs: int

    @property
    def model_hash(self) -> str:
        """Names the exact model."""
        return hash_bytes(self.tflite)


def read_bare_model(path: Path) -> Variant | EngineModel:
    """Read anybody's int8 model.

    Raises:
        ModelError: The file cannot be read, is no model, or its ends are not int8.
    """
    try:
        tflite = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}).", "Is the path right?"
        ) from error
    graph = read_graph(tflite)
    outputs = _check_ends(graph, path)
    own = extract(tflite)
    if own is not None:
        return Variant(
            name=path.stem,
            architecture="",
            labels=own.labels,
            front_end=own.front_end,
            detector=own.detector,
            tflite=tflite,
            macs=count_macs(graph),
            made_from=hash_bytes(tflite),
        )
    front_end = _front_end(graph)
    if front_end is None:
        return EngineModel(path.stem, tflite, count_macs(graph))
    labels = _labels(tflite, outputs)
    return Variant(
        name=path.stem,
        architecture="",
        labels=labels,
        front_end=front_end,
        detector=DetectorSettings().with_threshold(DEFAULT_THRESHOLD, labels),
        tflite=_logits_of(tflite),
        macs=count_macs(graph),
        made_from=hash_bytes(tflite),
    )


def _check_ends(graph: Graph, path: Path) -> int:
    """How many outputs the model has."""
    ends = [graph.tensors[index] for index in (*graph.inputs, *graph.outputs)]
    if len(graph.inputs) != 1 or len(graph.outputs) != 1:
        raise ModelError(
            f"{path.name} has {len(graph.inputs)} inputs and {len(graph.outputs)} outputs.",
            "One of each was expected.",
        )
    if any(tensor.dtype != "INT8" or len(tensor.scales) != 1 for tensor in ends):
        raise ModelError(
            f"{path.name} takes {ends[0].dtype} and gives {ends[1].dtype}.",
            "Convert it with int8 input and output (full-integer quantization).",
        )
    return ends[1].elements


def _front_end(graph: Graph) -> FrontEndSettings | None:
    """The front end that such an input is usually made with."""
    [source] = (graph.tensors[index] for index in graph.inputs)
    frames, rest = divmod(source.elements, CHANNELS)
    if rest or frames not in STEP_MS_OF_FRAMES or source.zero_point != FEATURE_ZERO_POINT:
        return None
    return FrontEndSettings(step_ms=STEP_MS_OF_FRAMES[frames], frames=frames)


def _labels(tflite: bytes, count: int) -> tuple[str, ...]:
    """Names from the label file that TensorFlow's tools append as a zip archive, else numbers."""
    names: list[str] = []
    data = io.BytesIO(tflite)
    if zipfile.is_zipfile(data):
        with zipfile.ZipFile(data) as archive:
            for entry in archive.namelist():
                text = archive.read(entry).decode("utf-8", "replace")
                lines = [line.strip() for line in text.splitlines() if line.strip()]
                if entry.endswith(".txt") and len(lines) == count:
                    names = lines
    if not names:
        return tuple(f"class_{index}" for index in range(count))
    return tuple(f"_{name}_" if name.lower() in NO_WORDS else name for name in names)


def _logits_of(tflite: bytes) -> bytes:
    """The model without its last softmax: the detector makes posteriors itself, from logits."""
    graph = read_stored_graph(tflite)
    last = graph.operators[-1]
    if last.opcode != "SOFTMAX" or last.outputs != graph.outputs:
        return tflite
    model = unpack(tflite)
    subgraph = model.subgraphs[0]
    subgraph.operators = list(subgraph.operators)[:-1]
    subgraph.outputs = [last.inputs[0]]
    # Signatures name the old output; no chip reads them.
    model.signatureDefs = None
    return pack(model)

"""A model of windows as the streaming model of one word that ESPHome's micro_wake_word runs.

    tflite = streaming_word_model(variant, "hey_lantern")

That component (esphome/components/micro_wake_word/streaming_model.cpp) gives a model the newest
feature frames alone, int8 of shape (1, n, 40) at a step of 10 ms, lets it keep what it needs in
resource variables, and takes one uint8 probability. So around the model as it was trained go:

    before  frames -> pairs averaged where the model's step is 20 ms -> joined to the kept window
    behind  logits -> how far the word lies above the best of the others -> logistic -> uint8

The component has no softmax; the logistic of that distance is never below the word's posterior,
and equals it where only one other label competes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from audio.errors import WakewrightError
from audio.frontend import CHANNELS, FEATURE_ZERO_POINT
from compress.decode_operators import decode
from compress.flatfile import data_vector, drop_unused_buffers, pack, unpack
from compress.graph import read_graph
from compress.steps.slim import slim
from compress.variant import Variant

# What the component of ESPHome 2024.7 and later registers, for esp-tflite-micro 1.3.
OPERATORS = frozenset(
    {
        *("CALL_ONCE", "VAR_HANDLE", "RESHAPE", "READ_VARIABLE", "STRIDED_SLICE", "CONCATENATION"),
        *("ASSIGN_VARIABLE", "CONV_2D", "MUL", "ADD", "MEAN", "FULLY_CONNECTED", "LOGISTIC"),
        *("QUANTIZE", "DEPTHWISE_CONV_2D", "AVERAGE_POOL_2D", "MAX_POOL_2D", "PAD", "PACK"),
        "SPLIT_V",
    }
)
STEP_MS = 10
# Distances of logits beyond 8 mean probabilities of 0.0003 and 0.9997.
DISTANCE_SCALE = 8 / 127
WINDOW_NAME = "wakewright_window"
INT8, INT32 = schema.TensorType.INT8, schema.TensorType.INT32
UINT8, RESOURCE = schema.TensorType.UINT8, schema.TensorType.RESOURCE
Op = schema.BuiltinOperator


class EsphomeError(WakewrightError):
    """ESPHome cannot run this model."""


def new_frames(variant: Variant) -> int:
    """Frames of 10 ms that the streaming model takes at once."""
    return variant.detector.stride_frames * variant.front_end.step_ms // STEP_MS


def streaming_word_model(variant: Variant, word: str) -> bytes:
    """The .tflite file for one word of a model.

    Args:
        variant: Trained; its weights are decoded, as the component knows no DECODE.
        word: One of its labels.

    Raises:
        EsphomeError: The model has an operator that the component does not register, or there are
            no other labels.
        ModelError: The model is damaged.
    """
    plain = decode(variant.tflite)
    unknown = {each.opcode for each in read_graph(plain).operators} - OPERATORS
    if unknown:
        raise EsphomeError(
            f"ESPHome does not run {', '.join(sorted(unknown))}, which this model uses.",
            "Choose another variant on the page Shrink.",
        )
    if len(variant.labels) < 2:
        raise EsphomeError("The model knows a single label.", "Train it with other sounds.")
    model = unpack(plain)
    builder = _Builder(model)
    window, take_in = _window(builder, variant)
    heard = builder.graph.operators
    probability = _probability(builder, variant.labels.index(word))
    builder.graph.operators = [*take_in, *heard, *builder.added]
    builder.graph.inputs, builder.graph.outputs = [window], [probability]
    drop_unused_buffers(model)
    slimmed, _ = slim(pack(model))
    return slimmed


class _Builder:
    """Adds tensors and operators to a model.

    Attributes:
        graph: The subgraph that tensors go to.
        added: Operators since the last `taken`.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.graph = model.subgraphs[0]
        self.added: list[Any] = []

    def taken(self) -> list[Any]:
        """The operators added so far, which are forgotten here."""
        taken, self.added = self.added, []
        return taken

    def tensor(
        self,
        name: str,
        shape: tuple[int, ...],
        kind: int = INT8,
        scale: float = 0.0,
        zero_point: int = 0,
        data: NDArray[Any] | None = None,
    ) -> int:
        """A new tensor's index; constant where it has data."""
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.type = name, list(shape), kind
        tensor.buffer = 0
        if scale:
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = [scale]
            tensor.quantization.zeroPoint = [zero_point]
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = data_vector(data.tobytes())
            self.model.buffers.append(buffer)
            tensor.buffer = len(self.model.buffers) - 1
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def integers(self, name: str, values: list[int]) -> int:
        """A constant of int32."""
        return self.tensor(name, (len(values),), INT32, data=np.asarray(values, "<i4"))

    def add(self, code: int, inputs: list[int], outputs: list[int], options: Any = None) -> None:
        """A new operator behind the others."""
        operator = schema.OperatorT()
        operator.opcodeIndex = self._code(code)
        operator.inputs, operator.outputs = inputs, outputs
        if options is not None:
            kind = type(options).__name__.removesuffix("T")
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
            operator.builtinOptions = options
        self.added.append(operator)

    def _code(self, code: int) -> int:
        for index, known in enumerate(self.model.operatorCodes):
            if max(known.builtinCode, known.deprecatedBuiltinCode) == code:
                return index
        entry = schema.OperatorCodeT()
        # Codes up to 127 stand in both fields, as schema.fbs asks for.
        entry.builtinCode, entry.deprecatedBuiltinCode = code, min(code, 127)
        entry.version = 1
        self.model.operatorCodes.append(entry)
        return len(self.model.operatorCodes) - 1


def _window(builder: _Builder, variant: Variant) -> tuple[int, list[Any]]:
    """New frames -> the window that the model sees; the new input and the operators."""
    graph, front_end = builder.graph, variant.front_end
    [old_input] = graph.inputs
    scale = float(graph.tensors[old_input].quantization.scale[0])

    def frames(name: str, count: int) -> int:
        shape = (1, count, CHANNELS, 1)
        return builder.tensor(name, shape, scale=scale, zero_point=FEATURE_ZERO_POINT)

    count = new_frames(variant)
    stride = variant.detector.stride_frames
    kept = front_end.frames - stride
    source = builder.tensor(
        "features", (1, count, CHANNELS), scale=scale, zero_point=FEATURE_ZERO_POINT
    )
    fresh = frames("fresh", count)
    shape = builder.integers("fresh_shape", [1, count, CHANNELS, 1])
    builder.add(Op.RESHAPE, [source, shape], [fresh])
    if front_end.step_ms != STEP_MS:
        ratio = front_end.step_ms // STEP_MS
        pooled = frames("pooled", stride)
        builder.add(Op.AVERAGE_POOL_2D, [fresh], [pooled], _pool(ratio))
        fresh = pooled
    handle = _variable(builder)
    old, state = frames("old", kept), frames("state", kept)
    joined = frames("joined", front_end.frames)
    builder.add(Op.READ_VARIABLE, [handle], [old])
    join = schema.ConcatenationOptionsT()
    join.axis = 1
    builder.add(Op.CONCATENATION, [old, fresh], [joined], join)
    corners = [
        builder.integers("from", [0, stride, 0, 0]),
        builder.integers("to", [1, front_end.frames, CHANNELS, 1]),
        builder.integers("by", [1, 1, 1, 1]),
    ]
    builder.add(Op.STRIDED_SLICE, [joined, *corners], [state], schema.StridedSliceOptionsT())
    builder.add(Op.ASSIGN_VARIABLE, [handle, state], [])
    whole = builder.integers("window_shape", [int(n) for n in graph.tensors[old_input].shape])
    builder.add(Op.RESHAPE, [joined, whole], [old_input])
    _begin_in_silence(builder, kept, scale)
    return source, builder.taken()


def _variable(builder: _Builder) -> int:
    """A handle of the variable that keeps the window."""
    options = schema.VarHandleOptionsT()
    options.container, options.sharedName = "", WINDOW_NAME
    handle = builder.tensor("handle", (), RESOURCE)
    builder.add(Op.VAR_HANDLE, [], [handle], options)
    return handle


def _begin_in_silence(builder: _Builder, kept: int, scale: float) -> None:
    """A second subgraph, called once, that fills the window with silence."""
    main, before = builder.graph, builder.taken()
    start = schema.SubGraphT()
    start.name, start.tensors, start.inputs, start.outputs = "start", [], [], []
    builder.graph = start
    shape = (1, kept, CHANNELS, 1)
    nothing = np.full(shape, FEATURE_ZERO_POINT, np.int8)
    silence = builder.tensor("silence", shape, INT8, scale, FEATURE_ZERO_POINT, nothing)
    builder.add(Op.ASSIGN_VARIABLE, [_variable(builder), silence], [])
    start.operators = builder.taken()
    builder.model.subgraphs.append(start)
    builder.graph = main
    once = schema.CallOnceOptionsT()
    once.initSubgraphIndex = len(builder.model.subgraphs) - 1
    builder.add(Op.CALL_ONCE, [], [], once)
    builder.added += before


def _probability(builder: _Builder, word: int) -> int:
    """Logits -> a uint8 probability of one word; the new output."""
    graph = builder.graph
    [logits] = graph.outputs
    scale = float(graph.tensors[logits].quantization.scale[0])
    labels = int(graph.tensors[logits].shape[-1])
    others = [label for label in range(labels) if label != word]
    ahead = np.zeros((len(others), labels), np.int8)
    ahead[range(len(others)), others] = 1
    ahead[:, word] = -1
    distances = _linear(builder, "ahead", logits, ahead, scale)
    if len(others) > 1:
        column = builder.tensor("column", (1, len(others), 1, 1), scale=DISTANCE_SCALE)
        shape = builder.integers("column_shape", [1, len(others), 1, 1])
        builder.add(Op.RESHAPE, [distances, shape], [column])
        highest = builder.tensor("highest", (1, 1, 1, 1), scale=DISTANCE_SCALE)
        builder.add(Op.MAX_POOL_2D, [column], [highest], _pool(len(others)))
        distances = builder.tensor("nearest", (1, 1), scale=DISTANCE_SCALE)
        builder.add(Op.RESHAPE, [highest, builder.integers("one", [1, 1])], [distances])
    margin = _linear(builder, "margin", distances, np.full((1, 1), -1, np.int8), DISTANCE_SCALE)
    likely = builder.tensor("likely", (1, 1), scale=1 / 256, zero_point=-128)
    builder.add(Op.LOGISTIC, [margin], [likely])
    probability = builder.tensor("probability", (1, 1), UINT8, 1 / 256, 0)
    builder.add(Op.QUANTIZE, [likely], [probability], schema.QuantizeOptionsT())
    return probability


def _linear(builder: _Builder, name: str, source: int, rows: NDArray[np.int8], scale: float) -> int:
    """Sums and differences of a tensor of that scale, in steps of `DISTANCE_SCALE`."""
    weights = builder.tensor(f"{name}_weights", rows.shape, scale=1.0, data=rows)
    bias = np.zeros(len(rows), "<i4")
    biases = builder.tensor(f"{name}_biases", (len(rows),), INT32, scale, data=bias)
    result = builder.tensor(name, (1, len(rows)), scale=DISTANCE_SCALE)
    options = schema.FullyConnectedOptionsT()
    builder.add(Op.FULLY_CONNECTED, [source, weights, biases], [result], options)
    return result


def _pool(height: int) -> Any:
    options = schema.Pool2DOptionsT()
    options.padding = schema.Padding.VALID
    options.filterHeight, options.filterWidth = height, 1
    options.strideH, options.strideW = height, 1
    return options

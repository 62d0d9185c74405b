"""What is inside a .tflite: its tensors and operators as plain frozen objects.

Reading checks everything later stages rely on: indices point somewhere, constants have the size
their shape says. The layout is the public FlatBuffers schema of TensorFlow Lite.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from compress.decode_operators import Encoding, decode_fully
from compress.variant import ModelError

IDENTIFIER = b"TFL3"
NUMPY_TYPES = {
    "INT8": np.int8,
    "UINT8": np.uint8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    "FLOAT32": np.float32,
    "BOOL": np.bool_,
}
MAC_OPERATORS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")


@dataclass(frozen=True)
class Tensor:
    """One tensor of a graph.

    Attributes:
        name: As in the file; not always unique.
        shape: Its dimensions; an unknown first one (the batch) is taken as 1, as TFLM does.
        dynamic: A dimension other than the first is only known at run time.
        dtype: Name of the element type in the schema, such as "INT8".
        scales: Quantization scales as 32-bit floats; empty when not quantized, one per channel
            when quantized per channel.
        zero_points: As many as scales (a single zero in the file stands for all channels).
        quantized_axis: The axis of the channels that scales belong to.
        data: The values when the tensor is constant, else None.
        encoding: How the values were stored, if not as they are.
    """

    name: str
    shape: tuple[int, ...]
    dynamic: bool
    dtype: str
    scales: tuple[float, ...]
    zero_points: tuple[int, ...]
    quantized_axis: int
    data: npt.NDArray[Any] | None
    encoding: Encoding | None = None

    @property
    def elements(self) -> int:
        """How many values it holds."""
        return math.prod(self.shape)

    @property
    def scale(self) -> float:
        """The one scale of a tensor that is quantized as a whole."""
        return self.scales[0]

    @property
    def zero_point(self) -> int:
        """The one zero point of a tensor that is quantized as a whole."""
        return self.zero_points[0]


@dataclass(frozen=True)
class Operator:
    """One operator: its schema name, tensors by index (-1: left out) and options in snake case."""

    opcode: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Graph:
    """The main graph of a model; inputs and outputs are indices of tensors."""

    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def read_graph(tflite: bytes) -> Graph:
    """Read a model; encoded weights are decoded, and the operators that would do so left out.

    Raises:
        ModelError: The bytes are not a whole .tflite file, or encoded in an unknown way.
    """
    decoded = decode_fully(tflite)
    graph = read_stored_graph(decoded.tflite)
    tensors = list(graph.tensors)
    for index, encoding in decoded.encodings.items():
        tensors[index] = replace(tensors[index], encoding=encoding)
    return replace(graph, tensors=tuple(tensors))


def read_stored_graph(tflite: bytes) -> Graph:
    """Read a model as it is stored: encoded weights are outputs of operators that decode them.

    Raises:
        ModelError: The bytes are not a whole .tflite file.
    """
    if len(tflite) < 16 or tflite[4:8] != IDENTIFIER:
        raise ModelError(
            "This is not a TensorFlow Lite model.", "Choose a .tflite file made by its converter."
        )
    try:
        return _Reader(tflite).graph()
    except (struct.error, IndexError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The model file is damaged ({type(error).__name__}: {error}).",
            "Make or download it again.",
        ) from error


def count_macs(graph: Graph) -> int:
    """Multiply-accumulates of one run: those of convolutions and fully connected layers.

    Taps that fall on padding are counted, as is customary.
    """
    total = 0
    for operator in graph.operators:
        if operator.opcode in MAC_OPERATORS:
            weights = graph.tensors[operator.inputs[1]]
            output = graph.tensors[operator.outputs[0]]
            depthwise = operator.opcode == "DEPTHWISE_CONV_2D"
            channels = weights.shape[-1] if depthwise else weights.shape[0]
            total += output.elements * weights.elements // channels
    return total


class _Reader:
    """Walks the FlatBuffers tables of one file."""

    def __init__(self, tflite: bytes) -> None:
        from ai_edge_litert import schema_py_generated as schema

        self._schema = schema
        self._file = tflite
        self._model = schema.Model.GetRootAs(tflite, 0)
        self._type_names = _names(schema.TensorType)
        self._opcode_names = _names(schema.BuiltinOperator)

    def graph(self) -> Graph:
        if self._model.SubgraphsLength() < 1:
            raise ValueError("it holds no graph")
        # Further graphs are bodies of control flow, which shows as an operator of the first.
        subgraph = self._model.Subgraphs(0)
        tensors = self._each(subgraph.TensorsLength(), subgraph.Tensors, self._tensor)
        operators = self._each(subgraph.OperatorsLength(), subgraph.Operators, self._operator)
        graph = Graph(
            tensors,
            operators,
            _indices(subgraph.InputsAsNumpy()),
            _indices(subgraph.OutputsAsNumpy()),
        )
        _check_indices(graph)
        return graph

    def _each(self, count: int, get: Callable[[int], Any], read: Callable[[Any], Any]) -> Any:
        # A damaged length must not become a loop over billions.
        if count > len(self._file) // 4:
            raise ValueError(f"a list of {count} entries cannot be in it")
        return tuple(read(get(index)) for index in range(count))

    def _tensor(self, tensor: Any) -> Tensor:
        signature = _indices(tensor.ShapeSignatureAsNumpy())
        shape = _indices(tensor.ShapeAsNumpy())
        if min(shape, default=1) < 0:
            raise ValueError(f"a tensor has the shape {shape}")
        dtype = self._type_names[tensor.Type()]
        scales, zero_points, axis = _quantization(tensor.Quantization())
        return Tensor(
            name=(tensor.Name() or b"").decode("utf-8", "replace"),
            shape=shape,
            dynamic=any(size < 0 for size in signature[1:]) or tensor.IsVariable(),
            dtype=dtype,
            scales=scales,
            zero_points=zero_points,
            quantized_axis=axis,
            data=self._constant(tensor.Buffer(), shape, dtype),
        )

    def _constant(self, index: int, shape: tuple[int, ...], dtype: str) -> npt.NDArray[Any] | None:
        if not 0 <= index < self._model.BuffersLength():
            raise IndexError(f"buffer {index} does not exist")
        buffer = self._model.Buffers(index)
        if buffer.DataLength() == 0 or dtype not in NUMPY_TYPES:
            return None
        values: npt.NDArray[Any] = np.frombuffer(
            buffer.DataAsNumpy().tobytes(), np.dtype(NUMPY_TYPES[dtype])
        )
        return values.reshape(shape)

    def _operator(self, operator: Any) -> Operator:
        code = self._model.OperatorCodes(operator.OpcodeIndex())
        number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        opcode = self._opcode_names[number]
        if opcode == "CUSTOM":
            opcode = f"CUSTOM {(code.CustomCode() or b'').decode('utf-8', 'replace')}"
        union = self._schema.BuiltinOptionsCreator(
            operator.BuiltinOptionsType(), operator.BuiltinOptions()
        )
        options = {_snake_case(key): value for key, value in vars(union).items()} if union else {}
        return Operator(
            opcode,
            _indices(operator.InputsAsNumpy()),
            _indices(operator.OutputsAsNumpy()),
            MappingProxyType(options),
        )


def _names(enumeration: type) -> dict[int, str]:
    return {value: name for name, value in vars(enumeration).items() if isinstance(value, int)}


def _indices(vector: Any) -> tuple[int, ...]:
    # FlatBuffers gives the number 0 for a vector that is not there.
    return () if isinstance(vector, int) else tuple(int(value) for value in vector)


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _quantization(table: Any) -> tuple[tuple[float, ...], tuple[int, ...], int]:
    if table is None or table.ScaleLength() == 0:
        return (), (), 0
    scales = tuple(float(value) for value in table.ScaleAsNumpy())
    zero_points = _indices(table.ZeroPointAsNumpy()) or (0,)
    if len(zero_points) == 1:
        zero_points *= len(scales)
    if len(zero_points) != len(scales):
        raise ValueError(f"{len(scales)} scales but {len(zero_points)} zero points")
    if not all(math.isfinite(scale) and scale >= 0 for scale in scales):
        raise ValueError("a quantization scale is no positive number")
    return scales, zero_points, int(table.QuantizedDimension())


def _check_indices(graph: Graph) -> None:
    count = len(graph.tensors)
    used = [*graph.inputs, *graph.outputs]
    for operator in graph.operators:
        used += [*(index for index in operator.inputs if index != -1), *operator.outputs]
        if operator.opcode in MAC_OPERATORS and len(operator.inputs) < 2:
            raise ValueError(f"a {operator.opcode} has no weights")
        if not operator.outputs:
            raise ValueError(f"a {operator.opcode} has no output")
    if not all(0 <= index < count for index in used):
        raise IndexError("an operator names a tensor that does not exist")

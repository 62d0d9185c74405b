"""One operator at its place in the model: what lowering may ask of it, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from compress.graph import Graph, Operator, Tensor
from compress.variant import ModelError
from firmware.engines.baked.quantization import (
    ACTIVATIONS,
    INT8_MAX,
    INT8_MIN,
    activation_range,
)

HINT = "Use the tflm engine for this model, or build it from the operators that the list names."


class UnsupportedModel(ModelError):
    """The baked engine cannot run this model; the message names the operator and its place."""


@dataclass(frozen=True)
class Place:
    """Operator number `index` of a graph."""

    graph: Graph
    index: int

    @property
    def operator(self) -> Operator:
        """The operator itself."""
        return self.graph.operators[self.index]

    @property
    def prefix(self) -> str:
        """Start of the C names that belong to it."""
        return f"op{self.index}"

    def refuse(self, why: str) -> UnsupportedModel:
        """The error that names this place."""
        output = self.graph.tensors[self.operator.outputs[0]].name
        return UnsupportedModel(
            f"The baked engine cannot compile operator {self.index}, {self.operator.opcode}, "
            f"which makes the tensor '{output}': {why}.",
            HINT,
        )

    def require(self, condition: bool, why: str) -> None:
        """Refuse unless the condition holds.

        Raises:
            UnsupportedModel: It does not.
        """
        if not condition:
            raise self.refuse(why)

    def has_input(self, position: int) -> bool:
        """Whether the optional input is there."""
        return position < len(self.operator.inputs) and self.operator.inputs[position] >= 0

    def input_index(self, position: int) -> int:
        """Number of the tensor at an input."""
        self.require(self.has_input(position), f"its input {position} is missing")
        return self.operator.inputs[position]

    def input(self, position: int = 0) -> Tensor:
        """The tensor at an input, whatever it holds."""
        return self.graph.tensors[self.input_index(position)]

    @property
    def output_index(self) -> int:
        """Number of the tensor it makes."""
        return self.operator.outputs[0]

    @property
    def output(self) -> Tensor:
        """The tensor it makes."""
        return self.graph.tensors[self.output_index]

    def activations(self, tensor: Tensor) -> Tensor:
        """Check that a tensor holds int8 activations, quantized as a whole, and return it."""
        self.require(not tensor.dynamic, f"the shape of '{tensor.name}' is dynamic")
        self.require(tensor.dtype == "INT8", f"'{tensor.name}' is {tensor.dtype}, not INT8")
        self.require(
            len(tensor.scales) == 1 and tensor.scale > 0,
            f"'{tensor.name}' has {len(tensor.scales)} scales, not one",
        )
        self.require(
            INT8_MIN <= tensor.zero_point <= INT8_MAX, f"the zero point of '{tensor.name}'"
        )
        self.require(tensor.elements > 0, f"'{tensor.name}' is empty")
        return tensor

    def image(self, tensor: Tensor) -> tuple[int, int, int]:
        """Height, width and channels of one image of activations."""
        self.activations(tensor)
        shape = tensor.shape
        self.require(len(shape) == 4 and shape[0] == 1, f"'{tensor.name}' has the shape {shape}")
        return shape[1], shape[2], shape[3]

    def constant(self, position: int, dtype: str) -> npt.NDArray[Any]:
        """The values of a constant input."""
        tensor = self.input(position)
        self.require(tensor.data is not None, f"'{tensor.name}' is not constant")
        self.require(tensor.dtype == dtype, f"'{tensor.name}' is {tensor.dtype}, not {dtype}")
        assert tensor.data is not None
        return tensor.data

    def option(self, name: str, default: int = 0) -> Any:
        """A field of the operator's options; the schema's default when they are left out."""
        return self.operator.options.get(name, default)

    def same_quantization(self, first: Tensor, second: Tensor) -> None:
        """Check that two tensors mean the same by the same number."""
        same = np.float32(first.scale) == np.float32(second.scale)
        self.require(
            bool(same) and first.zero_point == second.zero_point,
            f"'{first.name}' and '{second.name}' are quantized differently",
        )

    def output_range(self) -> tuple[int, int]:
        """Lowest and highest output under the fused activation."""
        activation = int(self.option("fused_activation_function"))
        self.require(activation in ACTIVATIONS, f"its fused activation {activation}")
        return activation_range(activation, self.output)

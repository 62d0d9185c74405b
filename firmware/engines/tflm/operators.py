"""Which operators of TensorFlow Lite Micro a model needs, and what registers and computes each.

The interpreter is given exactly those, so that the linker drops all others. Methods are those of
`MicroMutableOpResolver`, registrations those of the kernels' headers (tensorflow/lite/micro).
"""

from __future__ import annotations

from dataclasses import dataclass

from compress.graph import read_stored_graph
from compress.variant import ModelError


class UnsupportedOperator(ModelError):
    """The interpreter is not given an operator that a model holds."""


@dataclass(frozen=True)
class MicroOperator:
    """One operator.

    Attributes:
        method: Of the resolver, which registers it.
        kernel: Its source file in the folder of kernels, without ending; `_common` files and those
            that it includes belong to it.
        int8: The registration that computes int8 alone, where there is one: with kernels that
            were written for a processor it leaves out those of other types.
    """

    method: str
    kernel: str
    int8: str = ""


OPERATORS = {
    "ABS": MicroOperator("AddAbs", "elementwise"),
    "ADD": MicroOperator("AddAdd", "add", "Register_ADD_INT8"),
    "ARG_MAX": MicroOperator("AddArgMax", "arg_min_max"),
    "AVERAGE_POOL_2D": MicroOperator(
        "AddAveragePool2D", "pooling", "Register_AVERAGE_POOL_2D_INT8"
    ),
    "CONCATENATION": MicroOperator("AddConcatenation", "concatenation"),
    "CONV_2D": MicroOperator("AddConv2D", "conv", "Register_CONV_2D_INT8"),
    "CUSTOM TFLM_DECODE": MicroOperator("AddDecode", "decode"),
    "DEPTHWISE_CONV_2D": MicroOperator(
        "AddDepthwiseConv2D", "depthwise_conv", "Register_DEPTHWISE_CONV_2D_INT8"
    ),
    "EXPAND_DIMS": MicroOperator("AddExpandDims", "expand_dims"),
    "FULLY_CONNECTED": MicroOperator(
        "AddFullyConnected", "fully_connected", "Register_FULLY_CONNECTED_INT8"
    ),
    "HARD_SWISH": MicroOperator("AddHardSwish", "hard_swish"),
    "LEAKY_RELU": MicroOperator("AddLeakyRelu", "leaky_relu"),
    "LOGISTIC": MicroOperator("AddLogistic", "logistic"),
    "MAX_POOL_2D": MicroOperator("AddMaxPool2D", "pooling", "Register_MAX_POOL_2D_INT8"),
    "MAXIMUM": MicroOperator("AddMaximum", "maximum_minimum"),
    "MEAN": MicroOperator("AddMean", "reduce"),
    "MINIMUM": MicroOperator("AddMinimum", "maximum_minimum"),
    "MUL": MicroOperator("AddMul", "mul", "Register_MUL_INT8"),
    "PACK": MicroOperator("AddPack", "pack"),
    "PAD": MicroOperator("AddPad", "pad"),
    "PRELU": MicroOperator("AddPrelu", "prelu"),
    "REDUCE_MAX": MicroOperator("AddReduceMax", "reduce"),
    "RELU": MicroOperator("AddRelu", "activations"),
    "RELU6": MicroOperator("AddRelu6", "activations"),
    "RESHAPE": MicroOperator("AddReshape", "reshape"),
    "SHAPE": MicroOperator("AddShape", "shape"),
    "SLICE": MicroOperator("AddSlice", "slice"),
    "SOFTMAX": MicroOperator("AddSoftmax", "softmax", "Register_SOFTMAX_INT8"),
    "SPLIT": MicroOperator("AddSplit", "split"),
    "SPLIT_V": MicroOperator("AddSplitV", "split_v"),
    "SQUEEZE": MicroOperator("AddSqueeze", "squeeze"),
    "STRIDED_SLICE": MicroOperator("AddStridedSlice", "strided_slice"),
    "SUB": MicroOperator("AddSub", "sub"),
    "SUM": MicroOperator("AddSum", "reduce"),
    "TANH": MicroOperator("AddTanh", "tanh"),
    "TRANSPOSE": MicroOperator("AddTranspose", "transpose"),
    "TRANSPOSE_CONV": MicroOperator("AddTransposeConv", "transpose_conv"),
    "UNPACK": MicroOperator("AddUnpack", "unpack"),
}


def operators_of(tflite: bytes) -> tuple[str, ...]:
    """The operators that a file holds, sorted, each once; `DECODE` when it is encoded.

    Raises:
        ModelError: The file is damaged.
        UnsupportedOperator: It holds an operator that is not in `OPERATORS`.
    """
    graph = read_stored_graph(tflite)
    found = tuple(sorted({operator.opcode for operator in graph.operators}))
    unknown = [opcode for opcode in found if opcode not in OPERATORS]
    if unknown:
        raise UnsupportedOperator(
            f"The engine tflm does not register the operator {unknown[0]}.",
            f"It knows: {', '.join(OPERATORS)}. Choose another architecture or engine.",
        )
    return found

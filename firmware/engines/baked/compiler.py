"""From the bytes of a .tflite to one self-contained pair of C files."""

from __future__ import annotations

from dataclasses import dataclass

from compress.graph import Graph, read_graph
from firmware.engines.baked.emit import emit_header, emit_source
from firmware.engines.baked.layout import Layout, StreamLayout, lay_out
from firmware.engines.baked.lowering import lower
from firmware.engines.baked.operators import RESHAPING
from firmware.engines.baked.place import HINT, Place, UnsupportedModel
from firmware.engines.baked.planner import aligned
from firmware.engines.baked.storage import locate
from firmware.engines.baked.streaming import CannotStream, Streaming, stream

NOT_ASKED = "Streaming was not asked for."


@dataclass(frozen=True)
class StreamSizes:
    """The streaming form of a model.

    Attributes:
        frames: New frames of each run.
        arena_bytes: Static RAM, in place of the window and of the other form's arena.
        state_bytes: Of it, what is kept from run to run.
    """

    frames: int
    arena_bytes: int
    state_bytes: int


@dataclass(frozen=True)
class BakedModel:
    """A compiled model.

    Attributes:
        header: `model.h`: the functions and the sizes.
        source: `model.c`: everything else; it needs only <stdint.h>, <string.h> and the header.
        input_bytes: Size of the input.
        output_bytes: Size of the output.
        arena_bytes: Static RAM of `model_invoke`: intermediate tensors and working memory. Input
            and output are the caller's.
        arena_lower_bound_bytes: What no layout of the same tensors could go below.
        constant_bytes: Weights, biases, scales, tables and descriptions in flash.
        stream: The streaming form, if there is one.
        stream_note: What a run of it computes, or why there is none, in a sentence.
    """

    header: str
    source: str
    input_bytes: int
    output_bytes: int
    arena_bytes: int
    arena_lower_bound_bytes: int
    constant_bytes: int
    stream: StreamSizes | None
    stream_note: str


@dataclass(frozen=True)
class Program:
    """A model as calls with its memory laid out, before it becomes C.

    Attributes:
        input_bytes: Size of the input of the window form.
        output_bytes: Size of the output.
        window: The form that sees a whole window in each run.
        stream: The form that sees new frames only, if there is one.
        stream_note: What a run of it computes, or why there is none, in a sentence.
    """

    input_bytes: int
    output_bytes: int
    window: Layout
    stream: StreamLayout | None
    stream_note: str


def compile_model(tflite: bytes, stream_frames: int = 0) -> BakedModel:
    """Compile an int8 model with one input and one output.

    Args:
        tflite: The model.
        stream_frames: Frames between two runs, for which the streaming form is added where the
            model has one; 0 for the window form alone.

    Raises:
        ModelError: The file is damaged.
        UnsupportedModel: It holds an operator, type or shape that the engine lacks; the message
            names the operator and its place.
    """
    program = plan_model(tflite, stream_frames)
    window, stream = program.window, program.stream
    ends = (program.input_bytes, program.output_bytes)
    return BakedModel(
        header=emit_header(*ends, window.arena_bytes, stream),
        source=emit_source(window, stream),
        input_bytes=program.input_bytes,
        output_bytes=program.output_bytes,
        arena_bytes=window.arena_bytes,
        arena_lower_bound_bytes=window.lower_bound_bytes,
        constant_bytes=sum(c.size_bytes for step in window.steps for c in step.constants),
        stream=_sizes(stream) if stream else None,
        stream_note=program.stream_note,
    )


def plan_model(tflite: bytes, stream_frames: int = 0) -> Program:
    """Choose kernels and lay memory out; arguments and errors as those of `compile_model`."""
    graph = read_graph(tflite)
    _check_ends(graph)
    steps = {
        index: lower(Place(graph, index))
        for index, operator in enumerate(graph.operators)
        if operator.opcode not in RESHAPING
    }
    storage = locate(graph, list(steps.values()))
    window = lay_out(graph, list(steps.values()), storage)
    streamed, note = None, NOT_ASKED
    if stream_frames:
        try:
            streaming = stream(graph, steps, storage, stream_frames)
        except CannotStream as reason:
            note = str(reason)
        else:
            streamed, note = _lay_out_stream(streaming, stream_frames), streaming.note
    source, target = (graph.tensors[ends[0]] for ends in (graph.inputs, graph.outputs))
    return Program(source.elements, target.elements, window, streamed, note)


def _lay_out_stream(streaming: Streaming, frames: int) -> StreamLayout:
    tensors = streaming.graph.tensors
    layout = lay_out(streaming.graph, streaming.steps, streaming.storage, streaming.kept)
    return StreamLayout(
        layout=layout,
        frames=frames,
        input_bytes=tensors[streaming.graph.inputs[0]].elements,
        state_bytes=sum(aligned(tensors[store].elements) for store in streaming.kept),
        history_start=layout.starts[streaming.history],
        history_bytes=tensors[streaming.history].elements,
    )


def _sizes(stream: StreamLayout) -> StreamSizes:
    return StreamSizes(stream.frames, stream.layout.arena_bytes, stream.state_bytes)


def _check_ends(graph: Graph) -> None:
    for kind, ends in (("inputs", graph.inputs), ("outputs", graph.outputs)):
        if len(ends) != 1:
            raise UnsupportedModel(f"The model has {len(ends)} {kind}, not one.", HINT)
        tensor = graph.tensors[ends[0]]
        if tensor.dtype != "INT8" or tensor.dynamic or not tensor.elements:
            raise UnsupportedModel(
                f"'{tensor.name}', one of the model's {kind}, is {tensor.dtype} "
                f"{list(tensor.shape)}, not an int8 tensor of fixed size.",
                "Convert the model with full int8 quantization, inputs and outputs included.",
            )

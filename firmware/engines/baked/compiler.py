"""From the bytes of a .tflite to one self-contained pair of C files."""

from __future__ import annotations

from dataclasses import dataclass

from compress.graph import Graph, read_graph
from compress.variant import ModelError
from firmware.engines.baked.emit import emit_header, emit_source
from firmware.engines.baked.operators import LOWERINGS, RESHAPING
from firmware.engines.baked.place import HINT, Place, UnsupportedModel
from firmware.engines.baked.planner import Block, Sharing, plan_arena
from firmware.engines.baked.program import Step
from firmware.engines.baked.storage import Storage, locate

# Names of the scratch blocks follow those of tensors.
SCRATCH_NAMES_START = 1 << 20


@dataclass(frozen=True)
class BakedModel:
    """A compiled model.

    Attributes:
        header: `model.h`: the function and the sizes.
        source: `model.c`: everything else; it needs only <stdint.h>, <string.h> and the header.
        input_bytes: Size of the input.
        output_bytes: Size of the output.
        arena_bytes: Static RAM: intermediate tensors and working memory. Input and output are the
            caller's.
        arena_lower_bound_bytes: What no layout of the same tensors could go below.
        constant_bytes: Weights, biases, scales, tables and descriptions in flash.
    """

    header: str
    source: str
    input_bytes: int
    output_bytes: int
    arena_bytes: int
    arena_lower_bound_bytes: int
    constant_bytes: int


def compile_model(tflite: bytes) -> BakedModel:
    """Compile an int8 model with one input and one output.

    Raises:
        ModelError: The file is damaged.
        UnsupportedModel: It holds an operator, type or shape that the engine lacks; the message
            names the operator and its place.
    """
    graph = read_graph(tflite)
    _check_ends(graph)
    steps = [
        _lower(Place(graph, index))
        for index, operator in enumerate(graph.operators)
        if operator.opcode not in RESHAPING
    ]
    storage = locate(graph, steps)
    blocks, sharings = _blocks(graph, steps, storage)
    plan = plan_arena(blocks, sharings)
    scratch = {
        number: plan.starts[SCRATCH_NAMES_START + number]
        for number, step in enumerate(steps)
        if step.scratch_bytes
    }
    source, target = (graph.tensors[ends[0]] for ends in (graph.inputs, graph.outputs))
    return BakedModel(
        header=emit_header(source.elements, target.elements, plan.arena_bytes),
        source=emit_source(steps, storage, plan.starts, scratch, plan.arena_bytes),
        input_bytes=source.elements,
        output_bytes=target.elements,
        arena_bytes=plan.arena_bytes,
        arena_lower_bound_bytes=plan.lower_bound_bytes,
        constant_bytes=sum(constant.size_bytes for step in steps for constant in step.constants),
    )


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


def _lower(place: Place) -> Step:
    opcode = place.operator.opcode
    if opcode not in LOWERINGS:
        raise place.refuse("the engine has no such operator")
    try:
        return LOWERINGS[opcode](place)
    except ModelError:
        raise
    except (IndexError, ValueError, ZeroDivisionError, OverflowError) as error:
        # Shapes or options that contradict each other, which only a damaged file has.
        raise place.refuse(f"it is inconsistent ({error})") from error


def _blocks(graph: Graph, steps: list[Step], storage: Storage) -> tuple[list[Block], list[Sharing]]:
    """Lifetimes of everything that lies in the arena, and what may share memory."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for number, step in enumerate(steps):
        for tensor in (step.writes, *step.reads):
            root = storage.root(tensor)
            if storage.in_arena(root):
                first.setdefault(root, number)
                last[root] = number
    blocks = [Block(root, graph.tensors[root].elements, first[root], last[root]) for root in first]
    sharings = []
    for number, step in enumerate(steps):
        if step.scratch_bytes:
            blocks.append(Block(SCRATCH_NAMES_START + number, step.scratch_bytes, number, number))
        writer = storage.root(step.writes)
        for overlap in step.overlaps:
            reader = storage.root(overlap.tensor)
            if reader in first and writer in first and last[reader] == number:
                sharings.append(Sharing(reader, writer, overlap.gap, overlap.exactly))
    return blocks, sharings

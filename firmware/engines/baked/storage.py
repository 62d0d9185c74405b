"""Which tensors are the same bytes, and which of them the caller provides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from compress.graph import Graph
from firmware.engines.baked.operators import RESHAPING
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Step


@dataclass(frozen=True)
class Storage:
    """Where tensors live.

    Attributes:
        roots: For a tensor that is another one reshaped, or a part of another one, that other one.
        input: The tensor in the caller's input.
        output: The tensor that steps write to the caller's output.
        elements: How many bytes of the input are the output, if the model does nothing but
            reshape.
        offsets: For a tensor that is a part of its root, how far from the root's start it starts,
            in bytes.
    """

    roots: Mapping[int, int]
    input: int
    output: int
    elements: int
    offsets: Mapping[int, int] = field(default_factory=dict)

    def root(self, tensor: int) -> int:
        """The tensor that stands for it."""
        return self.roots.get(tensor, tensor)

    def offset(self, tensor: int) -> int:
        """Bytes from the start of its root."""
        return self.offsets.get(tensor, 0)

    def in_arena(self, root: int) -> bool:
        """Whether it needs memory of the arena."""
        return root not in (self.input, self.output)


def locate(graph: Graph, steps: Sequence[Step]) -> Storage:
    """Follow reshapes to the tensors that really exist.

    Raises:
        UnsupportedModel: An operator reads something that no operator before it wrote.
    """
    roots: dict[int, int] = {}
    known = set(graph.inputs)
    made = {step.writes: step for step in steps}
    for index, operator in enumerate(graph.operators):
        place = Place(graph, index)
        reads = operator.inputs[:1] if operator.opcode in RESHAPING else made_reads(made, place)
        for tensor in reads:
            place.require(
                tensor in known, f"'{graph.tensors[tensor].name}' is read before it is made"
            )
        for tensor in operator.outputs:
            place.require(tensor not in known, "its output was made before")
            known.add(tensor)
        if operator.opcode in RESHAPING:
            source, target = place.activations(place.input(0)), place.activations(place.output)
            place.require(source.elements == target.elements, "its input and output differ in size")
            place.same_quantization(source, target)
            roots[place.output_index] = roots.get(place.input_index(0), place.input_index(0))
    output = graph.outputs[0]
    return Storage(
        roots, graph.inputs[0], roots.get(output, output), graph.tensors[output].elements
    )


def made_reads(made: dict[int, Step], place: Place) -> tuple[int, ...]:
    """What the step of an operator reads; its constants are not among it."""
    return made[place.output_index].reads

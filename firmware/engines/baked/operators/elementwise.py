"""ADD and MUL, with one input repeated along dimensions where it has size 1."""

from __future__ import annotations

from compress.graph import Tensor
from firmware.engines.baked.operators.channels import clamping
from firmware.engines.baked.operators.copies import DIMENSIONS, strides
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import (
    Address,
    Argument,
    Call,
    Constant,
    Field,
    Overlap,
    Step,
    array,
    structure,
)
from firmware.engines.baked.quantization import (
    INT8_MAX,
    INT8_MIN,
    quantize_multiplier,
    shift_code,
)

# ADD brings its inputs to a common scale with this many bits more.
HEADROOM_BITS = 20


def lower_add(place: Place) -> Step:
    """A sum; both inputs are first scaled to twice the larger scale."""
    a, b, output = _tensors(place)
    twice_largest = 2 * max(a.scale, b.scale)
    scaled = [quantize_multiplier(tensor.scale / twice_largest) for tensor in (a, b)]
    factor = quantize_multiplier(twice_largest / (2**HEADROOM_BITS * output.scale))
    place.require(factor.shift <= 0, "the scale of its output is too small")
    return _lower(
        place,
        "add_s8",
        [
            ("a_zero_point", a.zero_point),
            ("a_multiplier", scaled[0].value),
            ("a_shift", -scaled[0].shift),
            ("b_zero_point", b.zero_point),
            ("b_multiplier", scaled[1].value),
            ("b_shift", -scaled[1].shift),
            ("multiplier", factor.value),
            ("shift", shift_code(factor, 2**29, output.zero_point)),
            ("zero_point", output.zero_point),
        ],
    )


def lower_mul(place: Place) -> Step:
    """A product."""
    a, b, output = _tensors(place)
    factor = quantize_multiplier(a.scale * b.scale / output.scale)
    return _lower(
        place,
        "mul_s8",
        [
            ("a_zero_point", a.zero_point),
            ("b_zero_point", b.zero_point),
            ("multiplier", factor.value),
            ("shift", shift_code(factor, (INT8_MAX - INT8_MIN) ** 2, output.zero_point)),
            ("zero_point", output.zero_point),
        ],
    )


def _tensors(place: Place) -> tuple[Tensor, Tensor, Tensor]:
    return (
        place.activations(place.input(0)),
        place.activations(place.input(1)),
        place.activations(place.output),
    )


def _lower(place: Place, function: str, scales: list[tuple[str, Field]]) -> Step:
    a, b, output = _tensors(place)
    name = f"{place.prefix}_operands"
    shape = _broadcast(place)
    constants: list[Constant] = []
    reads, arguments, overlaps = [], [], []
    for position, tensor in enumerate((a, b)):
        argument: Argument = Address(place.input_index(position))
        if tensor.data is not None:
            argument = f"{place.prefix}_operand{position}"
            constants.append(array(argument, tensor.data))
        else:
            reads.append(place.input_index(position))
            if tensor.elements == output.elements:
                overlaps.append(Overlap(place.input_index(position)))
        arguments.append(argument)
    constants.append(structure(f"{function}_t", name, [*shape, *scales]))
    clamp = clamping(place, output)
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=(f"{function}.c", *(["clamp_s8.c"] if clamp else [])),
        reads=tuple(reads),
        writes=place.output_index,
        calls=(
            Call(function, (f"&{name}", *arguments, Address(place.output_index))),
            *clamp,
        ),
        constants=tuple(constants),
        overlaps=tuple(overlaps),
    )


def _broadcast(place: Place) -> list[tuple[str, Field]]:
    """Sizes and strides of both inputs as fields, with dimensions joined where both go on alike."""
    a, b, output = _tensors(place)
    rank = len(output.shape)
    steps = []
    for tensor in (a, b):
        shape = (1,) * (rank - len(tensor.shape)) + tensor.shape
        fits = all(own in (1, full) for own, full in zip(shape, output.shape, strict=False))
        place.require(len(shape) == rank and fits, f"'{tensor.name}' has the shape {shape}")
        apart = strides(shape)
        steps.append([0 if own == 1 else step for own, step in zip(shape, apart, strict=True)])
    joined: list[list[int]] = []
    for size, *both in zip(output.shape, *steps, strict=True):
        if size == 1:
            continue
        if joined and all(
            before == size * step for before, step in zip(joined[-1][1:], both, strict=True)
        ):
            joined[-1] = [joined[-1][0] * size, *both]
        else:
            joined.append([size, *both])
    place.require(len(joined) <= DIMENSIONS, "it repeats along too many dimensions")
    joined = [[1, 0, 0]] * (DIMENSIONS - len(joined)) + joined
    names = ("shape.sizes", "shape.a_strides", "shape.b_strides")
    return list(zip(names, (tuple(part) for part in zip(*joined, strict=True)), strict=True))

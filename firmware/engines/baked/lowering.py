"""From one operator to a step of the program."""

from __future__ import annotations

from compress.variant import ModelError
from firmware.engines.baked.decoding import with_decoding
from firmware.engines.baked.operators import LOWERINGS
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Step


def lower(place: Place) -> Step:
    """What an operator becomes.

    Raises:
        UnsupportedModel: The engine lacks it, or some option or shape of it.
    """
    opcode = place.operator.opcode
    if opcode not in LOWERINGS:
        raise place.refuse("the engine has no such operator")
    try:
        return with_decoding(place, LOWERINGS[opcode](place))
    except ModelError:
        raise
    except (IndexError, ValueError, ZeroDivisionError, OverflowError) as error:
        # Shapes or options that contradict each other, which only a damaged file has.
        raise place.refuse(f"it is inconsistent ({error})") from error

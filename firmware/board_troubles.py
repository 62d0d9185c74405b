"""What a board means that answers but has no model that it can use, and what to do."""

from __future__ import annotations

# Beginnings of what firmware/device/model_pack.c says, and what that is to a maker.
_MEANINGS = (
    ("there is no model", "There is no model on the board yet."),
    ("this board has no place", "The firmware on the board has no place for a model."),
    ("the model is packed for another", "The model on the board is for another version of it."),
    ("the model on this board", "The model on the board is damaged."),
    ("the model is for another front end", "Model and firmware on the board do not fit together."),
    ("the model has more", "The model on the board is larger than its firmware has room for."),
)


def trouble_text(what: str) -> str:
    """What a board's error line means, in a sentence."""
    for beginning, meaning in _MEANINGS:
        if what.startswith(beginning):
            return meaning
    return f"The board cannot use its model ({what})."

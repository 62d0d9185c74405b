"""What a route is called, what it may hold, and which steps pay."""

from __future__ import annotations

from pathlib import Path

import pytest

from compress import architectures
from compress.export import Export, Judgement
from compress.presets import PRESETS
from compress.route import WAYS, Route, RouteStep, why_undone
from compress.variant import ModelError, StepReport

NOTHING = StepReport("nothing", {}, {})


def state(size: int, accuracy: float | None = None, loss: float = 0.5) -> Export:
    judged = None if accuracy is None else Judgement(accuracy, loss)
    return Export(
        bytes(2 * size), bytes(size), bytes(size), judged, NOTHING, NOTHING, NOTHING, NOTHING
    )


FIRST = state(1000, 0.900)


@pytest.mark.parametrize(
    ("before", "after", "pays"),
    [
        (FIRST, state(900, 0.900), True),
        (FIRST, state(900, 0.8951), True),
        (FIRST, state(900, 0.8949), False),  # More than half a point for itself and in all.
        (state(800, 0.92), state(700, 0.896), True),  # Less than half a point below the beginning.
        (state(800, 0.893), state(700, 0.891), True),  # One point in all at most.
        (state(800, 0.893), state(700, 0.889), False),
        (FIRST, state(995, 0.899), False),  # Nothing to speak of saved, and worse.
        (FIRST, state(1009, 0.9, 0.49), True),  # As many bytes, and a smaller loss.
        (FIRST, state(1009, 0.9, 0.51), False),
        (FIRST, state(1009, 0.901, 0.6), True),
        (FIRST, state(1011, 0.95), False),
    ],
)
def test_a_step_pays_in_bytes_or_in_accuracy(before: Export, after: Export, pays: bool) -> None:
    reason = why_undone(FIRST, before, after)
    assert (reason is None) == pays
    if reason:
        assert reason.startswith("undone")
        assert f"{len(before.encoded):,} -> {len(after.encoded):,} bytes" in reason


def test_without_validation_takes_nothing_pays() -> None:
    assert "no validation takes" in str(why_undone(state(1000), state(1000), state(10)))


def test_names_are_unique_folders_and_tell_the_way() -> None:
    assert Route("mixconv-48").name == "mixconv-48"
    assert Route.of("mixconv-48", "small").name == "mixconv-48-small"
    other = Route("mixconv-48", (RouteStep("prune_weights", 0.55), RouteStep("cluster", 8)))
    assert other.name == "mixconv-48-pw055-c8"
    names = [Route(a, way).name for a in architectures.registry() for way in WAYS.values()]
    assert len(set(names)) == len(names)
    assert all(name == Path(name).name for name in [*names, other.name])
    assert len(set(WAYS.values())) == len(WAYS)


def test_steps_that_would_undo_others_are_refused() -> None:
    channels, weights = RouteStep("prune_channels", 0.3), RouteStep("prune_weights", 0.5)
    shared, aware = RouteStep("cluster", 16), RouteStep("quantize_aware", 8)
    for good in ((channels, weights, shared, aware), (weights, channels), (aware, shared)):
        assert Route("mixconv-48", good).steps == good
    for bad in ((shared, weights), (aware, channels), (aware, aware), (RouteStep("slim", 1),)):
        with pytest.raises(ModelError, match=r"prune_channels or prune_weights, cluster or"):
            Route("mixconv-48", bad)
    with pytest.raises(ModelError, match="plain, aware, 4bit, small, smaller"):
        Route.of("mixconv-48", "tiny")


def test_presets_branch_from_networks_that_they_fit() -> None:
    for preset in PRESETS.values():
        routes = [route for name in preset.architectures for route in preset.routes_of(name)]
        assert set(preset.routes) <= set(routes)
        assert len({route.name for route in routes}) == len(routes)
        for name in preset.architectures:
            assert architectures.get(name)
            assert preset.routes_of(name)[0].name == name

"""What a search may try: an architecture, its width, and steps in an order, each how hard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from compress import architectures
from compress.route import Route, RouteStep

# Counted up whenever the space changes: what was measured in another one is not comparable.
SPACE_VERSION = 1
CHANNELS, WEIGHTS = "prune_channels", "prune_weights"
CLUSTER, AWARE = "cluster", "quantize_aware"
# Share of the weights that leave with their channels; share of zeros; how many values; bits.
AMOUNTS: Mapping[str, tuple[float, ...]] = {
    CHANNELS: (0.0, 0.25, 0.5, 0.7),
    WEIGHTS: (0.0, 0.5, 0.7, 0.85),
    CLUSTER: (0.0, 8.0, 16.0, 32.0),
    AWARE: (0.0, 8.0),
}
# All that a route allows.
ORDERS = (
    (CHANNELS, WEIGHTS, CLUSTER, AWARE),
    (WEIGHTS, CHANNELS, CLUSTER, AWARE),
    (CHANNELS, WEIGHTS, AWARE, CLUSTER),
    (WEIGHTS, CHANNELS, AWARE, CLUSTER),
)


@cache
def families() -> dict[str, tuple[str, ...]]:
    """The architectures of each family, by the family's name: what stands before the width."""
    found: dict[str, list[str]] = {}
    for name in architectures.registry():
        found.setdefault(name.rpartition("-")[0], []).append(name)
    return {family: tuple(names) for family, names in sorted(found.items())}


def suggest(trial: Any) -> Route:
    """Let an Optuna trial choose a route.

    Steps with the amount 0 are left out; the order of the steps that are left is all that counts,
    so that two trials which differ in nothing give equal routes.
    """
    family = trial.suggest_categorical("family", tuple(families()))
    width = trial.suggest_categorical(f"width of {family}", families()[family])
    order = trial.suggest_categorical("order", tuple(range(len(ORDERS))))
    amounts = {name: trial.suggest_categorical(name, choices) for name, choices in AMOUNTS.items()}
    steps = (RouteStep(name, amounts[name]) for name in ORDERS[order] if amounts[name])
    return Route(width, tuple(steps))


def route_values(route: Route) -> dict[str, Any]:
    """A route as plain values for JSON."""
    steps = [[step.name, step.amount] for step in route.steps]
    return {"architecture": route.architecture, "steps": steps}


def route_from(values: Mapping[str, Any]) -> Route:
    """The inverse of `route_values`."""
    steps = (RouteStep(name, amount) for name, amount in values["steps"])
    return Route(values["architecture"], tuple(steps))


def route_text(route: Route) -> str:
    """A route as a person reads it."""
    steps = (f"{step.name.replace('_', ' ')} {step.amount:g}" for step in route.steps)
    return ", ".join([route.architecture, *steps])

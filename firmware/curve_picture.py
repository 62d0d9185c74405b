"""False rejects against false accepts: what each threshold of a variant would give."""

from __future__ import annotations

from matplotlib.figure import Figure

from compress.variant import Variant
from firmware.pictures import BLUE, DPI, ORANGE, plain_axes, svg

SIZE_INCHES = (8.4, 4.6)
PADDING_INCHES = 0.12


def curve_svg(variant: Variant) -> bytes:
    """False rejects against false accepts per hour over all thresholds, as SVG."""
    points = [p for p in variant.metrics["curve"] if p["false_reject_rate"] is not None]
    figure = Figure(figsize=SIZE_INCHES, dpi=DPI, layout="constrained")
    figure.get_layout_engine().set(w_pad=PADDING_INCHES, h_pad=PADDING_INCHES)  # type: ignore[union-attr,call-arg]
    axes = figure.add_subplot()
    plain_axes(axes)
    alarms = [p["false_accepts_per_hour"] or 0.0 for p in points]
    misses = [100 * p["false_reject_rate"] for p in points]
    axes.fill_between(
        alarms,
        [100 * p["false_reject_low"] for p in points],
        [100 * p["false_reject_high"] for p in points],
        color=BLUE,
        alpha=0.13,
        linewidth=0,
        label="95 % interval of false rejects",
    )
    axes.plot(alarms, misses, color=BLUE, marker=".", label="every threshold")
    axes.plot(
        [variant.metrics["false_accepts_per_hour"] or 0.0],
        [100 * (variant.metrics["false_reject_rate"] or 0.0)],
        color=ORANGE,
        marker="D",
        markersize=10,
        linestyle="none",
        label=f"chosen: {variant.metrics['threshold']:.2f}",
    )
    hours = variant.metrics["hours_of_negatives"]
    axes.set_xlabel(f"false accepts per hour (measured on {hours:.2f} hours)")
    axes.set_ylabel("false rejects (%)")
    most = max([*alarms, 10.0])
    axes.set_xlim(-0.02 * most, 1.02 * most)
    axes.set_ylim(-2, max(20.0, *misses) * 1.1)
    axes.legend(frameon=False, loc="upper right")
    title = "False rejects against false accepts"
    told = "; ".join(f"{a:.1f} an hour: {m:.1f} %" for a, m in zip(alarms, misses, strict=True))
    return svg(figure, title, f"False rejects for false accepts an hour, {told}.")

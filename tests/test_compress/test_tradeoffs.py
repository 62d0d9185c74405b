"""Which variants nothing beats, and which one to start with."""

import pytest

from audio.frontend import FrontEndSettings
from compress.detector import DetectorSettings
from compress.tradeoffs import Waypoint, best, path_of, tradeoffs
from compress.variant import StepReport, Variant

LABELS = ("on", "_unknown_", "_silence_")


def variant(name: str, size: int, accuracy: float | None) -> Variant:
    metrics = {"accuracy": accuracy, "false_reject_rate": 0.1, "validation_score": accuracy}
    metrics = {} if accuracy is None else metrics
    detector = DetectorSettings().with_threshold(20000, LABELS)
    steps = (StepReport("slim", {}, {}),)
    return Variant(
        name, name, LABELS, FrontEndSettings(), detector, bytes(size), 5, metrics, "", steps
    )


VARIANTS = [
    variant("large", 300, 0.95),
    variant("small", 100, 0.80),
    variant("beaten", 200, 0.80),
    variant("twin", 300, 0.95),
    variant("close", 250, 0.94),
    variant("unmeasured", 50, None),
]


def test_rows_are_sorted_by_size_and_tell_what_nothing_beats() -> None:
    rows = tradeoffs(VARIANTS, "small")
    assert [row.name for row in rows] == [
        "unmeasured", "small", "beaten", "close", "large", "twin",
    ]  # fmt: skip
    # Equal twins do not beat each other; the unmeasured one neither beats nor is beaten.
    assert {row.name for row in rows if not row.pareto} == {"beaten"}
    assert [row.name for row in rows if row.chosen] == ["small"]


def test_start_with_the_smallest_within_a_point_of_the_best() -> None:
    assert best(VARIANTS) == "close"
    assert best([*VARIANTS, variant("better", 400, 0.9501)]) == "large"
    assert best([VARIANTS[-1]]) == "unmeasured"
    assert best([]) == ""


def test_the_test_takes_have_no_say_in_the_choice() -> None:
    lucky = variant("lucky", 100, 0.5)
    lucky.metrics["accuracy"] = 1.0
    assert best([lucky, variant("good", 200, 0.9)]) == "good"


def test_footprints_are_added_by_whoever_knows_chips() -> None:
    rows = tradeoffs(VARIANTS[:1], "", lambda v: (len(v.tflite) + 7, 9, {"uno": False}))
    values = rows[0].to_dict()
    assert (values["flash_bytes"], values["ram_bytes"], values["fits"]) == (307, 9, {"uno": False})
    assert values["steps"] == ["slim"]
    assert values["accuracy"] == pytest.approx(0.95)


def test_the_path_of_a_plain_model_goes_through_quantizing_and_slimming() -> None:
    quantizing = StepReport(
        "quantize_int8", {"weight_bytes": 400.0}, {"tflite_bytes": 150.0, "accuracy": 0.9}
    )
    slimming = StepReport("slim", {"tflite_bytes": 150.0}, {"tflite_bytes": 100.0})
    parity = StepReport("parity", {"windows": 1.0}, {"logits": 4.0})
    assert path_of((quantizing, slimming, parity)) == (
        Waypoint("trained", 400, None),
        Waypoint("quantize_int8", 150, 0.9),
        Waypoint("slim", 100, 0.9),  # Its answers are the same, so it is as accurate.
    )
    assert path_of((parity,)) == path_of(()) == ()


def test_sizes_along_a_path_are_of_files_as_they_are_stored() -> None:
    before = {"tflite_bytes": 100.0, "encoded_bytes": 90.0, "accuracy": 0.9}
    after = {"tflite_bytes": 80.0, "encoded_bytes": 60.0, "accuracy": 0.8}
    pruning = StepReport("prune_channels", before, after)
    undone = StepReport("encode", {"tflite_bytes": 80.0}, {"tflite_bytes": 80.0}, ("undone",))
    encoding = StepReport("encode", {"tflite_bytes": 80.0}, {"tflite_bytes": 60.0})
    assert [p.size_bytes for p in path_of((pruning, undone))] == [100, 80]
    assert [p.size_bytes for p in path_of((pruning, encoding))] == [90, 60, 60]

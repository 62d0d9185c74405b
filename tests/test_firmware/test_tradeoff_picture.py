"""The trade-off picture: what is drawn where, what it says in words, and that it can be read."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audio.errors import ProjectError, WakewrightError
from audio.frontend import FrontEndSettings
from audio.project import Project
from audio.stage import finish
from compress.detector import DetectorSettings
from compress.tradeoffs import Row, Waypoint, tradeoffs
from compress.variant import StepReport, Variant
from firmware.boards import load_boards
from firmware.commands import compare_variants, table_lines
from firmware.plot_labels import extent
from firmware.room import Budget, model_budgets, program_bytes, ram_budgets
from firmware.tradeoff_picture import describe, draw, plot_tradeoffs, tradeoffs_svg, walker

PROGRAM = 13_500


def figures(tflite: float, encoded: float, accuracy: float) -> dict[str, float]:
    """What the report of a route's step tells."""
    return {"tflite_bytes": tflite, "encoded_bytes": encoded, "accuracy": accuracy}


STEPS = (
    StepReport("prune_channels", figures(90e3, 90e3, 0.91), figures(50e3, 48e3, 0.9)),
    StepReport(
        "cluster", figures(50e3, 48e3, 0.9), figures(50e3, 48e3, 0.9), ("undone, it does not pay",)
    ),
    StepReport("quantize_int8", {"weight_bytes": 200e3}, {"tflite_bytes": 70e3}),
    StepReport("slim", {"tflite_bytes": 70e3}, {"tflite_bytes": 50e3}),
    StepReport("encode", {"tflite_bytes": 50e3}, {"tflite_bytes": 30e3}),
    StepReport("parity", {"windows": 10.0}, {"same_logits": 40.0}),
)
POINTS = (
    ("small", 9_000, 0.72, (0.66, 0.77)),
    ("chosen-one", 30_000, 0.89, (0.85, 0.92)),
    ("twin-of-it", 30_500, 0.885, (0.845, 0.915)),
    ("beaten", 31_000, 0.70, (0.64, 0.75)),
    ("large", 60_000, 0.93, (0.90, 0.96)),
)


def rows() -> list[Row]:
    """Five variants, one of them chosen, with sizes as if they had been built."""
    variants = [
        Variant(
            name,
            name,
            ("yes", "_unknown_", "_silence_"),
            FrontEndSettings(),
            DetectorSettings().with_threshold(20000, ("yes", "_unknown_", "_silence_")),
            bytes(size),
            5,
            {"accuracy": accuracy, "accuracy_interval": list(interval)},
            "",
            STEPS,
        )
        for name, size, accuracy, interval in POINTS
    ]
    return tradeoffs(
        variants, "chosen-one", lambda v: (len(v.tflite) + PROGRAM, 8_000 + len(v.tflite) // 4, {})
    )


def panel(figure: Any, title: str) -> Any:
    """The panel of this title."""
    return next(axes for axes in figure.axes if title in axes.get_title(loc="left"))


def markers(axes: Any) -> dict[tuple[float, float], tuple[str, str]]:
    """Shape and filling of each point that is drawn alone."""
    found = {}
    for line in axes.lines:
        if line.get_marker() in ("o", "D") and len(line.get_xdata()) == 1:
            place = float(line.get_xdata()[0]), round(float(line.get_ydata()[0]), 6)
            found[place] = (line.get_marker(), line.get_markerfacecolor())
    return found


def test_each_variant_has_a_point_of_its_kind() -> None:
    found = markers(panel(draw(rows()), "model on the chip"))
    assert {place: shape for place, (shape, _) in found.items()} == {
        (size, 100 * accuracy): "D" if name == "chosen-one" else "o"
        for name, size, accuracy, _ in POINTS
    }
    hollow = {place[0] for place, (_, filling) in found.items() if filling == "white"}
    assert hollow == {30_500, 31_000}


def test_intervals_are_drawn_where_they_are() -> None:
    axes = panel(draw(rows()), "model on the chip")
    bars = {
        (round(float(x), 6), round(float(low), 6), round(float(high), 6))
        for container in axes.containers
        for (x, low), (_, high) in (container.lines[2][0].get_segments()[0],)
    }
    assert bars == {(size, 100 * low, 100 * high) for _, size, _, (low, high) in POINTS}


def test_the_front_is_a_staircase_over_the_best_of_each_size() -> None:
    axes = panel(draw(rows()), "model on the chip")
    [front] = [line for line in axes.lines if len(line.get_xdata()) > 4]
    corners = list(zip(front.get_xdata(), front.get_ydata(), strict=True))
    expected = [(9_000, 72.0), (30_000, 72.0), (30_000, 89.0), (60_000, 89.0), (60_000, 93.0)]
    assert corners[:-1] == [pytest.approx(corner) for corner in expected]
    assert corners[-1][0] == axes.get_xlim()[1]


def test_budgets_are_flash_less_the_program_and_ram_as_it_is() -> None:
    boards = load_boards()
    assert program_bytes(rows()) == PROGRAM
    nano = boards["nano-33-ble-sense"]
    budgets = model_budgets(rows(), boards.values())
    assert Budget(("nano-33-ble-sense",), nano.app_flash_bytes - PROGRAM) in budgets
    assert any(set(each.names) == {"esp32-s3", "xiao-esp32s3-sense"} for each in budgets)
    # The Uno takes models of its own, which are not in the picture: nor is its room.
    chips = {name for name, board in boards.items() if board.kind == "chip"} - {"arduino-uno"}
    assert {name for each in budgets for name in each.names} == chips
    assert Budget((nano.name,), nano.app_ram_bytes) in ram_budgets(boards.values())
    # A board whose flash the program alone overruns has no room to draw; unbuilt rows have none.
    crowded = [replace(row, flash_bytes=row.encoded_bytes + nano.app_flash_bytes) for row in rows()]
    names = {name for each in model_budgets(crowded, boards.values()) for name in each.names}
    assert names == chips - {nano.name}
    assert model_budgets([replace(row, flash_bytes=None) for row in rows()], boards.values()) == []


def test_every_budget_is_a_line_with_its_board_beside_it() -> None:
    figure = draw(rows())
    for title, budgets in (
        ("model on the chip", model_budgets(rows(), load_boards().values())),
        ("RAM", ram_budgets(load_boards().values())),
    ):
        axes = panel(figure, title)
        together = [axes] + [each for each in figure.axes if not each.get_title(loc="left")]
        lines = {line.get_xdata()[0] for each in together for line in each.lines if _upright(line)}
        texts = {text.get_text() for each in together for text in each.texts}
        for budget in budgets:
            assert budget.room_bytes in lines
            assert budget.text in texts
            inside = [e for e in together if e.get_xlim()[0] < budget.room_bytes < e.get_xlim()[1]]
            assert inside, f"{budget.text} is beyond the edge"


def _upright(line: Any) -> bool:
    return len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1]


def test_the_steps_of_the_chosen_variant_are_walked() -> None:
    walked = walker(rows())
    assert walked is not None
    assert walked.name == "chosen-one"
    assert walked.path == (
        Waypoint("trained", 90_000, 0.91),
        Waypoint("prune_channels", 48_000, 0.9),
        Waypoint("cluster (undone)", 48_000, 0.9),
        Waypoint("encode", 30_000, 0.9),
    )
    axes = panel(draw(rows()), "steps of chosen-one")
    [line] = [line for line in axes.lines if line.get_marker() == "s"]
    assert list(line.get_xdata()) == [90_000, 48_000, 48_000, 30_000]
    assert list(line.get_ydata()) == pytest.approx([91.0, 90.0, 90.0, 90.0])
    arrows = [text for text in axes.texts if text.get_text() == ""]
    assert len(arrows) == 2, "a step that moved nothing has no arrow"
    assert [text.get_text() for text in axes.texts if text.get_text()] == [
        "0 trained\n87.9 kB",
        "1 prune channels\n2 cluster (undone)\n46.9 kB",
        "3 encode\n29.3 kB",
    ]


def test_steps_without_an_accuracy_are_not_guessed() -> None:
    unknown = [replace(row, path=(Waypoint("slim", 20_000, None),) * 2) for row in rows()]
    assert walker(unknown) is None
    titles = [axes.get_title(loc="left") for axes in draw(unknown).axes]
    assert titles[0] == "The model on the chip"
    assert "RAM of the whole firmware" in titles
    assert not any("steps" in title for title in titles)


def test_labels_hide_neither_each_other_nor_points_and_stay_inside() -> None:
    figure = draw(rows())
    for axes in figure.axes:
        texts = [text for text in axes.texts if text.get_text()]
        boxes = [extent(axes, text) for text in texts]
        for (one, here), (other, there) in itertools.combinations(
            zip(texts, boxes, strict=True), 2
        ):
            assert not here.overlaps(there), f"{one.get_text()!r} hides {other.get_text()!r}"
        points = [axes.transData.transform(place) for place in markers(axes)]
        for text, box in zip(texts, boxes, strict=True):
            assert not any(box.contains(x, y) for x, y in points), text.get_text()
            assert box.x0 >= 0
            assert box.x1 <= figure.bbox.x1
            assert axes.bbox.y0 <= box.y0
            assert box.y1 <= axes.bbox.y1


def test_the_svg_speaks_to_a_screen_reader_and_is_the_same_every_time() -> None:
    data = tradeoffs_svg(rows())
    assert data == tradeoffs_svg(rows())
    root = ElementTree.fromstring(data)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == "Size against accuracy"
    assert root.findtext(f"{space}desc") == describe(rows())


def test_the_words_say_what_the_picture_shows() -> None:
    told = describe(rows())
    assert "chosen-one (chosen, Pareto front): 29.3 kB, 89.0 % (85.0 to 92.0)" in told
    assert "beaten: 30.3 kB, 70.0 %" in told
    assert "Room on nano-33-ble-sense: " in told
    assert "arduino-uno" not in told
    assert "encode 29.3 kB, 90.0 %" in told


def test_the_table_says_the_same() -> None:
    lines = table_lines(rows())
    assert [line[:2] for line in lines if " MACs " in line] == [" +", "*+", "  ", "  ", " +"]
    assert "85.0 to 92.0" in next(line for line in lines if "chosen-one" in line)
    assert "trained 90,000 B 91.0 % > prune_channels 48,000 B 90.0 % > cluster (undone)" in lines[1]


def test_png_and_svg_are_written_and_nothing_else(tmp_path: Path) -> None:
    plot_tradeoffs(rows(), tmp_path / "a.PNG")
    assert (tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    plot_tradeoffs(rows(), tmp_path / "a.svg")
    assert b"<desc>" in (tmp_path / "a.svg").read_bytes()
    # Said before anything is built, even before the project is opened.
    with pytest.raises(WakewrightError, match=r"a\.gif.*\.png or \.svg"):
        finish(compare_variants(tmp_path / "no-project", tmp_path / "a.gif"))
    with pytest.raises(WakewrightError, match="cannot be written"):
        plot_tradeoffs(rows(), tmp_path / "a.svg" / "b.png")


def test_a_project_without_models_has_nothing_to_draw(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project", ("yes",))
    with pytest.raises(ProjectError, match=r"no model to draw.*wakewright train"):
        finish(compare_variants(project.folder, tmp_path / "a.png"))
    assert not (tmp_path / "a.png").exists()
    assert finish(compare_variants(project.folder)) == (
        [],
        "This project has no model yet; train first.",
    )

"""What a board did, or cannot do, in words on the page Listen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from listening import WAIT_MS, Scene
from pytestqt.qtbot import QtBot

from firmware.virtual.device_lines import Json, line
from firmware.virtual.serial_link import SocketLink
from gui.listener import ListenState
from gui.widgets.deeds_view import DeedsView
from gui.widgets.listen_source import ListenSource

ON, OFF = Json("true"), Json("false")


@pytest.fixture
def link() -> Iterator[SocketLink]:
    """The far end of a cable."""
    made = SocketLink()
    yield made
    made.close()


def greet(qtbot: QtBot, scene: Scene, link: SocketLink, model: str) -> None:
    """The board says who it is when it is asked."""
    scene.listener.listen(link.url)
    said = bytearray()

    def asked() -> bool:
        said.extend(link.read())
        return b'"hello"' in said

    qtbot.waitUntil(asked, timeout=WAIT_MS)
    hello = {"firmware": "1", "engine": "tflm", "labels": ['"rise"', '"fall"']}
    sizes = {"arena": 1, "stack": 1, "ticks_per_second": 1000}
    link.write(line("hello", board="esp32-s3", model=model, **hello, **sizes))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: scene.listener.state is ListenState.LISTENING, timeout=WAIT_MS)


def test_what_words_do_is_told_as_it_happens(qtbot: QtBot, scene: Scene, link: SocketLink) -> None:
    view = DeedsView(scene.session)
    qtbot.addWidget(view)
    assert not view.text.text()
    chosen = scene.session.chosen
    assert chosen is not None
    greet(qtbot, scene, link, chosen.model_hash)
    told = [
        (line("armed", ms=100, word="rise", confirm="fall", left_ms=3000),
         "… “rise” is armed: say “fall” within 3 s."),
        (line("action", ms=200, word="rise", kind="pin", what="D2", on=ON),
         "✓ “rise”: pin D2 is on (high)."),
        (line("action", ms=500, word="rise", kind="pin", what="D2", on=OFF),
         "✓ “rise”: pin D2 is off (low)."),
        (line("disarmed", ms=600, word="rise", why="too late"), "did not come in time"),
        (line("disarmed", ms=700, word="rise", why="other word"), "another word came"),
        (line("resting", ms=800, word="fall", left_ms=1500), "rests for another 1.5 s"),
        (line("action", ms=900, word="fall", kind="keys", what="ctrl+l", on=ON), "types ctrl+l"),
        (line("action", ms=950, word="fall", kind="say", what="BED UP", on=ON), "said BED UP"),
    ]  # fmt: skip
    for data, said in told:
        link.write(data)
        qtbot.waitUntil(lambda said=said: said in view.text.text(), timeout=WAIT_MS)  # type: ignore[misc]
    assert said in view.text.text().splitlines()[0] and len(view.text.text().splitlines()) == 4
    scene.listener.stop()


@pytest.mark.parametrize(
    ("what", "means"),
    [
        ("there is no model on this board; flash one", "no model on the board yet"),
        ("the model on this board is damaged; flash it again", "is damaged"),
        ("the model is for another front end than this firmware has; flash both again",
         "do not fit together"),
        ("the moon is full", "(the moon is full)"),
    ],
)  # fmt: skip
def test_a_board_without_a_good_model_says_what_to_do(
    qtbot: QtBot, scene: Scene, link: SocketLink, what: str, means: str
) -> None:
    source = ListenSource(scene.session)
    qtbot.addWidget(source)
    source.show()
    greet(qtbot, scene, link, "")
    link.write(line("error", what=what))
    qtbot.waitUntil(lambda: means in source.status.text(), timeout=WAIT_MS)
    assert source.status.text().startswith("⚠ The board answers, but cannot listen.")
    assert "firmware on it again" in source.status.text()
    assert source.flash_button.isVisible() and not scene.listener.other_model
    scene.listener.stop()

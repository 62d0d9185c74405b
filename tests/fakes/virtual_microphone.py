"""A real virtual microphone: a PulseAudio server of the test's own, with a sink to play into."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audio.errors import AudioError
from audio.microphones import input_devices

PROGRAMS = ("pulseaudio", "pactl", "paplay")
needs_pulseaudio = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)),
    reason="needs pulseaudio and pulseaudio-utils to make a virtual microphone",
)
SINK = "virtual"
START_SECONDS = 20


class VirtualMicrophone:
    """What is played into its sink is heard by every program that records.

    Attributes:
        environment: Variables with which programs find this sound system and no other.
    """

    def __init__(self, folder: Path) -> None:
        runtime = folder / "run"
        runtime.mkdir(mode=0o700, parents=True)
        self.environment = {
            "XDG_RUNTIME_DIR": str(runtime),
            "HOME": str(folder),
            "PULSE_SOURCE": f"{SINK}.monitor",
        }
        self._players: list[subprocess.Popen[bytes]] = []
        self._server = subprocess.Popen(
            ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--log-target=null",
             "--load=module-native-protocol-unix"],
            env=self._all(),
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while self._ask("info").returncode:
            assert time.monotonic() < deadline, "pulseaudio did not start"
            assert self._server.poll() is None, "pulseaudio ended at once"
            time.sleep(0.1)
        self.plug_in()

    def plug_in(self) -> None:
        """Have the microphone there."""
        done = self._ask("load-module", "module-null-sink", f"sink_name={SINK}")
        assert done.returncode == 0, done.stderr

    def pull_out(self) -> None:
        """Take the microphone away from whoever listens."""
        done = self._ask("unload-module", "module-null-sink")
        assert done.returncode == 0, done.stderr

    def play(self, sound: Path) -> None:
        """Begin to play a WAV file into it."""
        player = ["paplay", f"--device={SINK}", str(sound)]
        self._players.append(subprocess.Popen(player, env=self._all()))

    def end(self) -> None:
        """End the players and the server."""
        for process in (*self._players, self._server):
            process.terminate()
            process.wait(10)

    def _ask(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["pactl", *command], env=self._all(), capture_output=True)

    def _all(self) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key != "PULSE_SERVER"}
        return inherited | self.environment


@contextmanager
def virtual_microphone(folder: Path) -> Iterator[VirtualMicrophone]:
    """A virtual microphone until the end of the block, for this process as well."""
    microphone = VirtualMicrophone(folder)
    patch = pytest.MonkeyPatch()
    try:
        for name, value in microphone.environment.items():
            patch.setenv(name, value)
        patch.delenv("PULSE_SERVER", raising=False)
        yield microphone
    finally:
        patch.undo()
        microphone.end()


def require_portaudio() -> None:
    """Skip the test where PortAudio is not there or does not find the virtual microphone."""
    try:
        names = [device.name for device in input_devices()]
    except AudioError as error:
        pytest.skip(f"no PortAudio library: {error}")
    if not any("pulse" in name or "default" in name for name in names):
        pytest.skip("ALSA does not reach PulseAudio here: libasound2-plugins is missing")

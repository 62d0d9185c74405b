"""A microphone without hardware: a PulseAudio server of our own, with a sink to play into.

with VirtualMicrophone(folder) as microphone:
    microphone.play(Path("sound.wav"))

Whatever records on this computer's sound system while `environment` is set hears what is played.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from audio.errors import AudioError

PROGRAMS = ("pulseaudio", "pactl", "paplay")
SINK = "virtual"
START_SECONDS = 20
END_SECONDS = 10


def missing_programs() -> tuple[str, ...]:
    """The programs that a virtual microphone needs and that are not installed here."""
    return tuple(name for name in PROGRAMS if shutil.which(name) is None)


class VirtualMicrophone:
    """A sound server that runs until the end of the block.

    Args:
        folder: A folder of its own for the server's files.

    Attributes:
        environment: Variables with which programs find this sound system and no other.

    Raises:
        AudioError: The server does not start.
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
        try:
            self._wait_for_server()
            self.plug_in()
        except AudioError:
            self.end()
            raise

    def plug_in(self) -> None:
        """Have the microphone there."""
        self._order("load-module", "module-null-sink", f"sink_name={SINK}")

    def pull_out(self) -> None:
        """Take the microphone away from whoever listens."""
        self._order("unload-module", "module-null-sink")

    def play(self, sound: Path) -> None:
        """Begin to play a WAV file into it."""
        player = ["paplay", f"--device={SINK}", str(sound)]
        self._players.append(subprocess.Popen(player, env=self._all()))

    def end(self) -> None:
        """End the players and the server."""
        for process in (*self._players, self._server):
            process.terminate()
            process.wait(END_SECONDS)

    def __enter__(self) -> VirtualMicrophone:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _wait_for_server(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._ask("info").returncode:
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise AudioError("PulseAudio does not start.", "Is another one in its way?")
            time.sleep(0.1)

    def _order(self, *command: str) -> None:
        done = self._ask(*command)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise AudioError(f"PulseAudio refuses {command[0]}: {said}.")

    def _ask(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["pactl", *command], env=self._all(), capture_output=True)

    def _all(self) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key != "PULSE_SERVER"}
        return inherited | self.environment

"""What comes with the program: its files, and speech and noise for projects that have none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import soundfile

from audio.labels import BACKGROUND, SPEECH
from audio.manifest import find_manifest
from audio.takes import Take, TakeSet

# Found from a checkout as from an installer: the folder lies beside the packages in both.
ASSETS = Path(__file__).resolve().parent.parent / "assets"
DEMO_TAKES = ASSETS / "demo"
# Below this much long sound of its own, a project cannot say anything about false alarms.
ENOUGH_SECONDS = 300.0


def with_bundled_negatives(takes: TakeSet) -> TakeSet:
    """The takes of a project, and the bundled speech and noise where it has too little of its own.

    Without long sound to learn from and to count false alarms on, a model that fires at every
    second word would look perfect.
    """
    own = takes.where(lambda take: take.label in (SPEECH, BACKGROUND)).seconds()
    if own >= ENOUGH_SECONDS:
        return takes
    note = (
        f"The project has {own / 60:.1f} minutes of speech and noise of its own; the bundled ones, "
        "which are synthesized, are used as well. Record or import some: label _speech_."
    )
    return replace(takes, takes=takes.takes + bundled_negatives(), notes=(*takes.notes, note))


def bundled_negatives() -> tuple[Take, ...]:
    """Synthesized speech without a wake phrase, and noises, each with its split."""
    manifest = find_manifest(DEMO_TAKES)
    files = [
        path for label in (BACKGROUND, SPEECH) for path in sorted((DEMO_TAKES / label).iterdir())
    ]
    return tuple(
        Take(
            path=path,
            label=path.parent.name,
            speaker=manifest.of(path).speaker,
            session="bundled",
            split=manifest.of(path).split,
            groups=(),
            quality=(),
            duration_s=soundfile.info(path).duration,
            content_hash=f"bundled {path.name} {path.stat().st_size}",
            licence=manifest.of(path).licence,
            source=manifest.of(path).source,
        )
        for path in files
    )

"""Makes the bundled takes in assets/demo/ again: python assets/make_demo_takes.py

All voices are espeak-ng's; it must be installed. The text, the noises and the rooms are this
project's own. What the files sound like depends on the version of espeak-ng alone; the bytes of an
Ogg file also hold a random serial number, so they differ each time.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assets.demo_noises import NOISES  # noqa: E402
from assets.demo_text import LOOKALIKES, OTHER_WORDS, PHRASES, running_text  # noqa: E402
from audio.augmentation import Floats, pink_noise, to_int16  # noqa: E402
from audio.frontend import SAMPLE_RATE_HZ  # noqa: E402
from audio.labels import BACKGROUND, SPEECH, UNKNOWN  # noqa: E402
from audio.rooms import make_room, reverberate  # noqa: E402

OUT = ROOT / "assets" / "demo"
SEED = 20
TAKES_PER_PHRASE = 4
UNKNOWN_CLIPS = {"train": 200, "val": 40, "test": 60}
SPEECH_FILES = {"train": 26, "val": 8, "test": 19}
SPEECH_SECONDS = 31.0
NOISE_SECONDS = {"train": 8.0, "val": 4.0, "test": 5.0}
# As libsndfile counts it; about 19 kbit a second.
OPUS_LEVEL = 0.95
COLUMNS = (
    "path", "corpus", "label", "speaker", "split", "duration_s", "licence", "gender", "accent",
    "age", "kind", "rms_dbfs", "notes", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """A speaker: an accent of espeak-ng, a timbre ("variant"), and the split he or she is in."""

    accent: str
    variant: str
    gender: str
    split: str

    @property
    def name(self) -> str:
        """The speaker's name in file names."""
        return f"{self.accent}-{self.variant}".lower()

    @property
    def language(self) -> str:
        """Whose spelling the voice reads."""
        return self.accent.split("-")[0]


def _voices(split: str, *names: str) -> tuple[Voice, ...]:
    made = []
    for name in names:
        accent, variant, gender = name.split(":")
        made.append(Voice(accent, variant, {"m": "male", "f": "female"}[gender], split))
    return tuple(made)


# No variant is in two splits: another accent alone would not be another voice.
VOICES = (
    *_voices("train", "en-us:m3:m", "en-us:f2:f", "en-us:klatt2:m", "en-gb:m1:m", "en-gb:f3:f"),
    *_voices("train", "en-gb-x-rp:f1:f", "en-gb-x-rp:max:m", "en-gb-scotland:m2:m"),
    *_voices("train", "en-gb-scotland:f4:f", "en-gb-x-gbclan:m5:m", "en-gb-x-gbclan:linda:f"),
    *_voices("train", "en-gb-x-gbcwmd:m6:m", "en-gb-x-gbcwmd:belinda:f", "en-029:m4:m"),
    *_voices("train", "en-029:Annie:f", "de:edward:m", "nl:f2:f", "it:m1:m"),
    *_voices("val", "en-us:norbert:m", "en-gb:Andrea:f", "en-029:Michael:m"),
    *_voices("test", "en-us:m7:m", "en-gb:f5:f", "en-gb-scotland:m8:m", "en-gb-x-rp:Alicia:f"),
    *_voices("test", "sv:adam:m"),
)
# Heard only in running speech, never saying a phrase.
STRANGERS = _voices(
    "test", "en-us:steph:f", "en-gb:Denis:m", "en-029:grandma:f", "en-us:Hugo:m",
    "en-gb-x-gbclan:john:m", "en-gb-x-gbcwmd:anika:f", "en-us:Mike:m",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One file: its row of the manifest without what is measured, and its sound."""

    label: str
    speaker: str
    number: int
    split: str
    gender: str
    accent: str
    kind: str
    notes: str
    sound: Floats


def main() -> None:
    """Make everything, or stop with a sentence where espeak-ng is missing."""
    if shutil.which("espeak-ng") is None:
        sys.exit("espeak-ng is not installed. On Debian or Ubuntu: apt install espeak-ng")
    version = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True)
    source = version.stdout.split("Data at")[0].strip().replace("eSpeak NG text-to-speech: ", "")
    for folder in OUT.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    with (OUT / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        for make in (phrases, others, speech, background):
            for row in make():
                table.writerow(write(row, f"espeak-ng {source}"))


def phrases() -> Iterator[Row]:
    """Every voice says every phrase a few times, each time a little differently."""
    for label, spellings in PHRASES.items():
        for voice in VOICES:
            for number in range(1, TAKES_PER_PHRASE + 1):
                rng = _rng(label, voice.name, number)
                text = spellings[voice.language] + "!.?,"[number - 1]
                sound = in_a_room(padded(say(text, voice, rng), rng), rng)
                yield _row(label, voice, number, "wake_phrase", "", sound)


def others() -> Iterator[Row]:
    """Other words, and parts of the phrases, dealt over the voices of each split."""
    for split, count in UNKNOWN_CLIPS.items():
        voices = [voice for voice in VOICES if voice.split == split]
        texts = [*LOOKALIKES, *LOOKALIKES, *OTHER_WORDS]
        _rng("others", split).shuffle(texts)
        for index in range(count):
            voice, text = voices[index % len(voices)], texts[index % len(texts)]
            number = index // len(voices) + 1
            rng = _rng(UNKNOWN, voice.name, number)
            sound = in_a_room(padded(say(text, voice, rng), rng), rng)
            yield _row(UNKNOWN, voice, number, "unknown", f"text={text}", sound)


def speech() -> Iterator[Row]:
    """Half a minute of sentences per file, many of the tested ones by voices of their own."""
    for split, count in SPEECH_FILES.items():
        voices = [voice for voice in (*STRANGERS, *VOICES) if voice.split == split]
        # English letters read by the rules of another language would be no language at all.
        voices = [voice for voice in voices if voice.language == "en"]
        for index in range(count):
            voice, number = voices[index % len(voices)], index // len(voices) + 1
            rng = _rng(SPEECH, voice.name, number)
            parts: list[Floats] = []
            while sum(map(len, parts)) < SPEECH_SECONDS * SAMPLE_RATE_HZ:
                parts.append(say(running_text(rng), voice, rng))
                parts.append(np.zeros(int(rng.uniform(0.1, 0.5) * SAMPLE_RATE_HZ), np.float32))
            sound = in_a_room(np.concatenate(parts), rng)
            yield _row(SPEECH, voice, number, "speech", "", sound)


def background() -> Iterator[Row]:
    """Every noise in each split, with other random numbers."""
    for name, make in NOISES.items():
        for number, (split, seconds) in enumerate(NOISE_SECONDS.items(), 1):
            rng = _rng(BACKGROUND, name, number)
            sound = make(seconds, rng) * 10 ** (rng.uniform(-12, 3) / 20)
            yield Row(BACKGROUND, name, number, split, "", "", "background", "synthesized", sound)


def say(text: str, voice: Voice, rng: np.random.Generator) -> Floats:
    """What espeak-ng makes of the text, 16 kHz, of one level, without silence at its ends."""
    pitch, words_per_minute = int(rng.integers(38, 64)), int(rng.integers(135, 190))
    command = ["espeak-ng", "-v", f"{voice.accent}+{voice.variant}", "-p", str(pitch)]
    command += ["-s", str(words_per_minute), "--stdout", text]
    wav = subprocess.run(command, capture_output=True, check=True).stdout
    # Written to a pipe, the header states no length: the samples are what follows its 44 bytes.
    rate_hz = int.from_bytes(wav[24:28], "little")
    samples = np.frombuffer(wav[44:], "<i2").astype(np.float32)
    sounding = np.flatnonzero(np.abs(samples) > 30)
    sound: Floats = soxr.resample(samples[sounding[0] : sounding[-1]], rate_hz, SAMPLE_RATE_HZ)
    return np.asarray(sound * 3000 / np.sqrt(np.mean(np.square(sound))), np.float32)


def padded(sound: Floats, rng: np.random.Generator) -> Floats:
    """A quarter of a second or a little more of nothing on both sides."""
    before, after = (rng.uniform(0.25, 0.4, 2) * SAMPLE_RATE_HZ).astype(int)
    return np.pad(sound, (before, after))


def in_a_room(sound: Floats, rng: np.random.Generator) -> Floats:
    """Mildly: some echo in half of the recordings, faint noise in all, and a level."""
    if rng.random() < 0.5:
        sound = reverberate(sound, make_room(rng))
    sound = sound + pink_noise(len(sound), rng, rms=3000 * 10 ** (-rng.uniform(26, 45) / 20))
    return np.asarray(sound * 10 ** (rng.uniform(-12, 4) / 20), np.float32)


def write(row: Row, source: str) -> dict[str, str]:
    """Write one file as Ogg Opus and return its row of the manifest."""
    samples = to_int16(row.sound)
    path = OUT / row.label / f"{row.speaker}_{row.number}.ogg"
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    soundfile.write(
        packed, samples, SAMPLE_RATE_HZ, format="OGG", subtype="OPUS", compression_level=OPUS_LEVEL
    )
    path.write_bytes(packed.getvalue())
    rms = float(np.sqrt(np.mean(np.square(samples / 32768.0))))
    return {
        "path": path.relative_to(OUT).as_posix(),
        "corpus": "wakewright_demo",
        "label": row.label,
        "speaker": row.speaker,
        "split": row.split,
        "duration_s": f"{len(samples) / SAMPLE_RATE_HZ:.3f}",
        "licence": "Apache-2.0",
        "gender": row.gender,
        "accent": row.accent,
        "kind": row.kind,
        "rms_dbfs": f"{20 * np.log10(rms):.1f}",
        "notes": row.notes,
        "source": source if row.kind != "background" else "assets/demo_noises.py",
    }


def _row(label: str, voice: Voice, number: int, kind: str, notes: str, sound: Floats) -> Row:
    return Row(
        label, voice.name, number, voice.split, voice.gender, voice.accent, kind, notes, sound
    )


def _rng(*names: object) -> np.random.Generator:
    """Random numbers of one file, whatever other files there are."""
    return np.random.default_rng([SEED, zlib.crc32("/".join(map(str, names)).encode())])


if __name__ == "__main__":
    main()

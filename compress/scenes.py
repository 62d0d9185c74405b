"""Scenes: seconds of made-up life around the microphone, with known words at known places.

Words, other words and pieces of speech follow each other in one room with one noise; the front end
runs over the whole scene, so every window that training sees was reached as on a running chip:
noise estimate settled, gain control in full swing, the last word still fading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.augmentation import change_speed, pink_noise
from audio.frontend import SAMPLE_RATE_HZ, FrontEndSettings, features
from audio.rooms import ROOM_SAMPLES, make_room
from compress.embedding import embed, vectors
from compress.material import Clip, Material
from compress.roomtone import CONVERTER_NOISE, to_samples

Floats = NDArray[np.float32]
Random = np.random.Generator

FULL_SCALE = 32768.0
# The first word comes when the noise estimate has settled; windows begin after half of that.
SETTLE_SECONDS = 1.0
# Where a narrow channel ends: between a telephone's and that of sound sampled at 8 kHz.
NARROW_HZ = (3300.0, 4000.0)
# The noise that the teacher hears, of that which the student hears: 12 dB less.
TEACHER_NOISE = np.float32(0.25)


@dataclass(frozen=True)
class SceneSettings:
    """How wild the scenes are; ranges are drawn from evenly.

    Attributes:
        words_per_scene: Words and other sounds that follow each other in one scene.
        speech_db: Level of speech, relative to full scale.
        level_db: How much single words differ from it.
        speed: Factors of speed and pitch that single words are changed by.
        snr_db: Speech above noise.
        clean: Share of scenes with next to no noise.
        room: Share of scenes in a room with echo.
        tilt_db: Colour of microphone and loudspeaker, at five frequencies each.
        narrow: Share of scenes that come through a telephone or a wireless headset.
        silent_scenes: Share of scenes in which nobody speaks.
        known_words, unknown_words, part_words, shuffled_words: Shares of what follows each other;
            the rest is pieces of long speech where there is any, else unknown words.
        unlabelled_words: Share of words that only a teacher can put a name to; without any, of
            known ones.
        pause_seconds: Between two words.
        near_words: Share of synthesized near words where there are any; it is taken from the known.
    """

    words_per_scene: int = 10
    speech_db: tuple[float, float] = (-38.0, -14.0)
    level_db: tuple[float, float] = (-4.0, 4.0)
    speed: tuple[float, float] = (0.85, 1.18)
    snr_db: tuple[float, float] = (5.0, 32.0)
    clean: float = 0.15
    room: float = 0.35
    tilt_db: float = 5.0
    narrow: float = 0.0
    silent_scenes: float = 0.07
    known_words: float = 0.42
    unlabelled_words: float = 0.2
    unknown_words: float = 0.14
    part_words: float = 0.05
    shuffled_words: float = 0.04
    pause_seconds: tuple[float, float] = (0.1, 0.6)
    near_words: float = 0.06


@dataclass(frozen=True)
class Scene:
    """Features of a scene and where its words are.

    Attributes:
        features: int8, shape (frames, 40).
        rows: For each word (first, last, label): a window that begins anywhere from frame `first`
            to frame `last` holds the whole word. int32, shape (words, 3).
        heard: What the teacher's ears make of each word, `compress.embedding.vectors`; None
            without a teacher.
    """

    features: NDArray[np.int8]
    rows: NDArray[np.int32]
    heard: NDArray[np.float16] | None = None


@dataclass(frozen=True)
class _Item:
    samples: Floats
    start: int
    end: int
    label: int


class SceneMaker:
    """Makes scenes out of material, each one different."""

    def __init__(
        self,
        material: Material,
        front_end: FrontEndSettings,
        settings: SceneSettings | None = None,
        with_teacher: bool = False,
    ) -> None:
        self._material = material
        self._front_end = front_end
        self._with_teacher = with_teacher
        self._settings = settings or SceneSettings()
        self._words = [i for i in range(material.unknown) if material.clips[i]]

    def make(self, random: Random) -> Scene:
        """The next scene."""
        if random.random() < self._settings.silent_scenes or not self._words:
            return self._silent(random)
        items = [self._item(random) for _ in range(self._settings.words_per_scene)]
        return self._spoken(items, random)

    def _item(self, random: Random) -> _Item:
        """A word, a word we do not know, part of a word, a shuffled word, or a piece of speech."""
        settings, material = self._settings, self._material
        word = int(random.choice(self._words))
        clip = self._draw(material.clips[word], random)
        # Near words take the place of known ones: not that of speech, which teaches more.
        near_words = settings.near_words if material.near else 0.0
        draw = float(random.random())
        if (draw := draw - settings.known_words + near_words) < 0:
            return _Item(_floats(clip.samples), clip.start, clip.end, word)
        if (draw := draw - near_words) < 0:
            other = self._draw(material.near, random)
            return _Item(_floats(other.samples), other.start, other.end, material.unknown)
        if (draw := draw - settings.unlabelled_words) < 0:
            if not material.unlabelled:
                return _Item(_floats(clip.samples), clip.start, clip.end, word)
            other = self._draw(material.unlabelled, random)
            return _Item(_floats(other.samples), other.start, other.end, material.unsaid)
        if (draw := draw - settings.part_words) < 0:
            return self._part(clip, random)
        if (draw := draw - settings.shuffled_words) < 0:
            return self._shuffled(clip, random)
        others = material.clips[material.unknown]
        if others and (draw < settings.unknown_words or not material.speech):
            other = self._draw(others, random)
            return _Item(_floats(other.samples), other.start, other.end, material.unknown)
        if material.speech:
            return self._speech(random)
        return self._shuffled(clip, random)

    def _draw(self, clips: tuple[Clip, ...], random: Random) -> Clip:
        """One of the clips, a little faster or slower each time it comes up."""
        clip = clips[random.integers(len(clips))]
        factor = float(random.uniform(*self._settings.speed))
        samples = change_speed(clip.samples, factor)
        start, end = round(clip.start / factor), round(clip.end / factor)
        return Clip(samples, start, min(end, len(samples)))

    def _part(self, clip: Clip, random: Random) -> _Item:
        """The beginning or the end of a word: not the word."""
        length = clip.end - clip.start
        at = clip.start + int(length * random.uniform(0.3, 0.6))
        samples = _floats(clip.samples)
        if random.random() < 0.5:
            return _Item(samples[:at], clip.start, at, self._material.unknown)
        return _Item(samples[at:], 0, clip.end - at, self._material.unknown)

    def _shuffled(self, clip: Clip, random: Random) -> _Item:
        """The sounds of a word in another order: speech of the same voice, but no word."""
        pieces = np.array_split(_floats(clip.samples)[clip.start : clip.end], 4)
        order = random.permutation(4)
        if order.tolist() == [0, 1, 2, 3]:
            order = order[::-1]
        samples = np.concatenate([_faded(pieces[i], SAMPLE_RATE_HZ // 200) for i in order])
        return _Item(samples, 0, len(samples), self._material.unknown)

    def _speech(self, random: Random) -> _Item:
        """Half a second to a second of long speech, from a place that is not a pause."""
        whole = self._material.speech[random.integers(len(self._material.speech))]
        length = min(len(whole), int(random.uniform(0.5, 1.0) * SAMPLE_RATE_HZ))
        loud = _level(_floats(whole)) / 2
        for _ in range(5):
            start = int(random.integers(0, len(whole) - length + 1))
            piece = _floats(whole[start : start + length])
            if _level(piece) > loud:
                break
        return _Item(piece, 0, length, self._material.unknown)

    def _spoken(self, items: list[_Item], random: Random) -> Scene:
        settings = self._settings
        loudness = random.uniform(*settings.speech_db)
        position = int(SETTLE_SECONDS * SAMPLE_RATE_HZ)
        placed: list[tuple[int, Floats]] = []
        spans: list[tuple[int, int, int]] = []
        for item in items:
            level = _level(item.samples[item.start : item.end])
            gain = _gain(loudness + random.uniform(*settings.level_db)) / np.float32(level + 1e-6)
            placed.append((position, _faded(item.samples * gain, SAMPLE_RATE_HZ // 100)))
            spans.append((position + item.start, position + item.end, item.label))
            pause = random.uniform(*settings.pause_seconds)
            position += len(item.samples) + int(pause * SAMPLE_RATE_HZ)
        sound = np.zeros(_fast_length(position + self._front_end.window_samples), np.float32)
        for at, samples in placed:
            sound[at : at + len(samples)] += samples
        snr = 60.0 if random.random() < settings.clean else random.uniform(*settings.snr_db)
        noise = self._noise(len(sound), random, speech_too=True) * _gain(loudness - snr)
        frames = self._hear(sound, noise, random)
        rows = self._rows(spans, len(frames))
        return Scene(frames, rows, self._taught(sound + noise * TEACHER_NOISE, rows))

    def _silent(self, random: Random) -> Scene:
        """Ten seconds of noise that swells and fades."""
        count = 10 * SAMPLE_RATE_HZ
        swell = np.interp(np.arange(count), np.linspace(0, count, 6), random.uniform(-6, 6, 6))
        level = 10 ** ((random.uniform(-70, -15) + swell) / 20)
        noise = self._noise(count, random, speech_too=False) * level.astype(np.float32)
        frames = self._hear(None, noise, random)
        last = len(frames) - self._front_end.frames
        starts = np.arange(last // 4, last, 12)
        ends = np.minimum(starts + 11, last)
        label = np.full(len(starts), self._material.silence)
        rows = np.stack([starts, ends, label], axis=1).astype(np.int32)
        return Scene(frames, rows, self._taught(noise, rows))

    def _taught(self, sound: Floats, rows: NDArray[np.int32]) -> NDArray[np.float16] | None:
        """What the teacher's ears make of each word, heard from closer than the student hears it:
        less noise, no room, no microphone's colour."""
        if not self._with_teacher:
            return None
        front_end = self._front_end
        centres = (rows[:, 0] + rows[:, 1]) * front_end.hop_samples // 2
        centres += front_end.window_samples // 2
        embedded = embed(sound * np.float32(FULL_SCALE))
        return vectors(embedded, centres, front_end.window_samples).astype(np.float16)

    def _noise(self, count: int, random: Random, speech_too: bool) -> Floats:
        """Noise of level 1 (root mean square): recorded, other people talking, or made up."""
        draw = random.random()
        if draw < 0.55 and self._material.backgrounds:
            source = _any_part(self._material.backgrounds, count, random)
        elif draw < 0.7 and speech_too and self._material.speech:
            source = _any_part(self._material.speech, count, random)
        else:
            source = pink_noise(count, random, rms=1.0)
            hiss = random.standard_normal(count).astype(np.float32)
            source = source + hiss * np.float32(random.uniform(0, 1) ** 2)
        return source / np.float32(_level(source) + 1e-6)

    def _hear(self, speech: Floats | None, noise: Floats, random: Random) -> NDArray[np.int8]:
        """What the front end makes of it: speech in a room, noise, a microphone of some colour."""
        count = len(noise)
        spectrum = np.fft.rfft(noise)
        if speech is not None:
            voices = np.fft.rfft(speech)
            if random.random() < self._settings.room:
                # The room's tail wraps around into the settling time, where there is no word.
                voices *= np.fft.rfft(make_room(random), count)
            spectrum += voices
        frequencies = np.linspace(0, SAMPLE_RATE_HZ / 2, len(spectrum))
        points = random.uniform(-self._settings.tilt_db, self._settings.tilt_db, 5)
        tilt_db = np.interp(frequencies, [0, 250, 1000, 2500, 8000], points)
        if random.random() < self._settings.narrow:
            edge = random.uniform(*NARROW_HZ)
            tilt_db += np.interp(frequencies, [edge, edge + 300], [0, -70])
        spectrum *= (FULL_SCALE * 10 ** (tilt_db / 20)).astype(np.float32)
        heard = np.fft.irfft(spectrum, count).astype(np.float32)
        heard += random.standard_normal(count, np.float32) * np.float32(CONVERTER_NOISE)
        return features(to_samples(heard), self._front_end)

    def _rows(self, spans: list[tuple[int, int, int]], count: int) -> NDArray[np.int32]:
        """First and last window start that hold each word whole, in a scene of `count` frames."""
        hop, frames = self._front_end.hop_samples, self._front_end.frames
        settled, last_start = int(SETTLE_SECONDS / 2 * SAMPLE_RATE_HZ) // hop, count - frames
        rows = []
        for start, end, label in spans:
            first, last = -(-end // hop) - frames + 1, start // hop - 1
            if first > last:  # Longer than the window: its middle.
                first = last = (start + end) // (2 * hop) - frames // 2
            first, last = max(first, settled), min(last, last_start)
            if first <= last:
                rows.append((first, last, label))
        return np.asarray(rows, np.int32).reshape(-1, 3)


def _fast_length(samples: int) -> int:
    """Samples and a room's tail, rounded up to seconds with small prime factors: a fast FFT."""
    seconds = -(-(samples + ROOM_SAMPLES) // SAMPLE_RATE_HZ)
    while any(seconds % prime == 0 for prime in (11, 13, 17, 19, 23, 29)):
        seconds += 1
    return seconds * SAMPLE_RATE_HZ


def _gain(decibels: float) -> np.float32:
    return np.float32(10 ** (decibels / 20))


def _floats(samples: NDArray[np.int16]) -> Floats:
    return samples.astype(np.float32) / np.float32(FULL_SCALE)


def _level(sound: Floats) -> float:
    return float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0


def _faded(sound: Floats, samples: int) -> Floats:
    """Without a click at either end."""
    count = min(samples, len(sound) // 2)
    ramp = np.linspace(0, 1, count, dtype=np.float32)
    faded = sound.copy()
    faded[:count] *= ramp
    faded[len(faded) - count :] *= ramp[::-1]
    return faded


def _any_part(sounds: tuple[NDArray[np.int16], ...], count: int, random: Random) -> Floats:
    """`count` samples: recordings joined at random, from a random place of the first."""
    parts: list[NDArray[np.int16]] = []
    missing = count
    while missing > 0:
        sound = sounds[random.integers(len(sounds))]
        part = sound[random.integers(0, max(1, len(sound) - SAMPLE_RATE_HZ // 2)) :][:missing]
        parts.append(part)
        missing -= len(part)
    return _floats(np.concatenate(parts))

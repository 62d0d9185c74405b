"""More takes out of few: level, position, noise, room, pitch, speed and colour of the sound.

Everything is drawn from a numpy `Generator`, so a seed gives the same training set again. The cheap
changes work on a whole batch at once (`Augmenter.batch`); pitch and speed are dear, so a few
versions of every take are made once (`versions`) and drawn from.

Measured on one core, for a second of sound: `Augmenter.batch` 0.6 ms (of which placing 0.12,
room, tilt and gain 0.23, noise 0.17), `change_speed` 0.2 ms, `stretch` 3 ms, `shift_pitch` 4 ms,
`mask_features` 0.01 ms. The front end itself takes 0.9 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.frontend import SAMPLE_RATE_HZ
from audio.rooms import ROOM_SAMPLES, make_room
from audio.sound import Samples
from audio.trimming import find_word

Floats = NDArray[np.float32]

FULL_SCALE = 32767.0
TILT_PIVOT_HZ = 1000.0
TILT_LOWEST_HZ = 100.0


@dataclass(frozen=True)
class AugmentSettings:
    """How far each change goes; probabilities are per clip, ranges are drawn from evenly.

    Attributes:
        gain_db: Change of level.
        shift_ms: How far the word moves from the middle of the window, at most.
        noise_probability: Share of clips that get noise.
        snr_db: Level of the word above that noise.
        room_probability: Share of clips that sound as in a room.
        rooms: How many rooms are made up.
        tilt_db_per_octave: Change of colour, as between microphones.
        floor_dbfs: Level of the faint hiss that every clip gets, so that no padding is silent.
    """

    gain_db: tuple[float, float] = (-15.0, 6.0)
    shift_ms: float = 100.0
    noise_probability: float = 0.8
    snr_db: tuple[float, float] = (3.0, 28.0)
    room_probability: float = 0.4
    rooms: int = 32
    tilt_db_per_octave: tuple[float, float] = (-3.0, 3.0)
    floor_dbfs: tuple[float, float] = (-85.0, -65.0)


@dataclass(frozen=True)
class VersionSettings:
    """How far the voice of a take is changed.

    Attributes:
        speed: Factors of speed that move the pitch along, as a tape does.
        stretch: Factors of tempo that leave the pitch alone.
        semitones: Shifts of pitch that leave the tempo alone.
    """

    speed: tuple[float, float] = (0.85, 1.18)
    stretch: tuple[float, float] = (0.85, 1.18)
    semitones: tuple[float, float] = (-2.5, 2.5)


class Augmenter:
    """Turns takes into windows of a fixed length, each time differently.

    Args:
        window_samples: Length of a window, as `FrontEndSettings.window_samples` gives it.
        settings: How far to go.
        noises: Recordings to take noise from, int16; without any, noise is made up (pink).
        rng: Draws the rooms.
        lead_samples: Sound before each window, in which a front end can settle; the words stay in
            the middle of the window itself.
    """

    def __init__(
        self,
        window_samples: int,
        settings: AugmentSettings,
        noises: Sequence[Samples],
        rng: np.random.Generator,
        lead_samples: int = 0,
    ) -> None:
        self.window_samples = window_samples
        self.lead_samples = lead_samples
        self.length = lead_samples + window_samples
        self.settings = settings
        self._fft = _fast_length(self.length + ROOM_SAMPLES)
        rooms = np.stack([make_room(rng) for _ in range(settings.rooms)])
        self._rooms = np.fft.rfft(rooms, self._fft, axis=1).astype(np.complex64)
        frequencies = np.fft.rfftfreq(self._fft, 1 / SAMPLE_RATE_HZ)
        octaves = np.log2(np.maximum(frequencies, TILT_LOWEST_HZ) / TILT_PIVOT_HZ)
        self._octaves = octaves.astype(np.float32)
        self._noise = _noise_pool(noises, self.length, rng)

    def batch(self, clips: Sequence[Samples], rng: np.random.Generator) -> Samples:
        """One changed window of each clip.

        Args:
            clips: int16 recordings of any length, 16 kHz.
            rng: Everything random comes from here.

        Returns:
            int16, shape (len(clips), lead_samples + window_samples). No value wraps around: what
            would be louder than full scale is turned down as a whole.
        """
        placed = np.stack([self.place(clip, rng) for clip in clips]).astype(np.float32)
        coloured = self._colour(placed, rng)
        return to_int16(self._with_noise(coloured, rng))

    def place(self, clip: Samples, rng: np.random.Generator) -> Samples:
        """Lead and window, with the word in the middle of the window, give or take `shift_ms`.

        What is around the word in the clip comes along; beyond its ends there is silence.
        """
        span = find_word(clip)
        centre = len(clip) // 2 if span is None else (span.start + span.end) // 2
        most = int(self.settings.shift_ms * SAMPLE_RATE_HZ / 1000)
        start = centre - self.window_samples // 2 + int(rng.integers(-most, most + 1))
        return cut(clip, start - self.lead_samples, self.length)

    def _colour(self, clips: Floats, rng: np.random.Generator) -> Floats:
        """Room, tilt and gain in one multiplication of spectra."""
        settings, count = self.settings, len(clips)
        tilt_db = rng.uniform(*settings.tilt_db_per_octave, (count, 1)).astype(np.float32)
        gain_db = rng.uniform(*settings.gain_db, (count, 1)).astype(np.float32)
        response = 10 ** ((tilt_db * self._octaves + gain_db) / 20)
        spectra = np.fft.rfft(clips, self._fft, axis=1) * response
        chosen = rng.integers(0, settings.rooms, count)
        in_room = rng.random(count) < settings.room_probability
        spectra[in_room] *= self._rooms[chosen[in_room]]
        sound = np.fft.irfft(spectra, self._fft, axis=1)[:, : self.length]
        return sound.astype(np.float32)

    def _with_noise(self, clips: Floats, rng: np.random.Generator) -> Floats:
        settings, (count, length) = self.settings, clips.shape
        hiss_rms = 32768 * 10 ** (rng.uniform(*settings.floor_dbfs, (count, 1)) / 20)
        hiss = rng.standard_normal(clips.shape, np.float32) * hiss_rms.astype(np.float32)
        starts = rng.integers(0, len(self._noise) - length + 1, count)
        noise = np.stack([self._noise[start : start + length] for start in starts])
        snr_db = rng.uniform(*settings.snr_db, (count, 1))
        noise *= noise_gain(clips, noise, snr_db)
        noise[rng.random(count) >= settings.noise_probability] = 0
        return clips + hiss + noise


def noise_gain(clips: Floats, noise: Floats, snr_db: NDArray[np.float64]) -> Floats:
    """Factor, shape (clips, 1), that puts noise `snr_db` below the loud part of each clip.

    The loud part is the loudest 100 ms: the rest of a window may be silence, which would make the
    same ratio mean a different thing for a short word and a long one. A silent clip takes the
    noise as it is.
    """
    loud, level = _loudest_rms(clips), np.sqrt(np.mean(np.square(noise), axis=1)) + 1e-3
    gain = np.where(loud > 1, loud / level, 1)[:, None] * 10 ** (-snr_db / 20)
    return np.where(loud[:, None] > 1, gain, 1).astype(np.float32)


def _loudest_rms(clips: Floats) -> Floats:
    frame = SAMPLE_RATE_HZ // 10
    whole = clips[:, : clips.shape[1] // frame * frame].reshape(len(clips), -1, frame)
    rms: Floats = np.sqrt(np.mean(np.square(whole), axis=2).max(axis=1))
    return rms


def versions(
    samples: Samples, count: int, rng: np.random.Generator, settings: VersionSettings | None = None
) -> list[Samples]:
    """`count` versions of a take with another speed, tempo or pitch, in turn, all equally likely.

    Made once per take, as tempo and pitch are dear.
    """
    limits = settings or VersionSettings()
    kinds = rng.permutation(3)
    made = []
    for number in range(count):
        kind = kinds[number % 3]
        if kind == 0:
            made.append(change_speed(samples, float(rng.uniform(*limits.speed))))
        elif kind == 1:
            made.append(stretch(samples, float(rng.uniform(*limits.stretch))))
        else:
            made.append(shift_pitch(samples, float(rng.uniform(*limits.semitones))))
    return made


def change_speed(samples: Samples, factor: float) -> Samples:
    """Play faster (`factor` above 1) or slower; the pitch goes along, as with a tape."""
    import soxr

    return to_int16(
        soxr.resample(samples.astype(np.float32), SAMPLE_RATE_HZ * factor, SAMPLE_RATE_HZ)
    )


def stretch(samples: Samples, factor: float) -> Samples:
    """Speak faster (`factor` above 1) or slower at the same pitch."""
    from librosa.effects import time_stretch

    sound = samples.astype(np.float32)
    return to_int16(time_stretch(sound, rate=factor, n_fft=512))


def shift_pitch(samples: Samples, semitones: float) -> Samples:
    """Speak higher or lower at the same tempo."""
    from librosa.effects import pitch_shift

    sound = samples.astype(np.float32)
    return to_int16(
        pitch_shift(sound, sr=SAMPLE_RATE_HZ, n_steps=semitones, n_fft=512, res_type="soxr_mq")
    )


def cut(samples: Samples, start: int, length: int) -> Samples:
    """`length` samples from `start` on, which may lie outside; there, zeros."""
    window = np.zeros(length, samples.dtype)
    first, last = max(start, 0), min(start + length, len(samples))
    if last > first:
        window[first - start : last - start] = samples[first:last]
    return window


def to_int16(sound: Floats) -> Samples:
    """Float samples in int16 units -> int16; a clip (last axis) too loud is turned down whole."""
    peak = np.max(np.abs(sound), axis=-1, keepdims=True, initial=0)
    fitting: Samples = np.rint(sound * np.minimum(1, FULL_SCALE / np.maximum(peak, 1))).astype(
        np.int16
    )
    return fitting


@dataclass(frozen=True)
class MaskSettings:
    """SpecAugment (Park et al. 2019, arXiv:1904.08779): how much of the features is hidden.

    Attributes:
        time_masks: How many stretches of time.
        most_frames: The longest stretch.
        channel_masks: How many bands.
        most_channels: The widest band.
    """

    time_masks: int = 2
    most_frames: int = 5
    channel_masks: int = 2
    most_channels: int = 5


def mask_features(
    features: NDArray[np.int8], rng: np.random.Generator, settings: MaskSettings
) -> NDArray[np.int8]:
    """SpecAugment on int8 features, shape (clips, frames, 40): a copy with masks at -128."""
    masked = features.copy()
    plans = (
        (1, settings.time_masks, settings.most_frames),
        (2, settings.channel_masks, settings.most_channels),
    )
    for axis, masks, most in plans:
        size = features.shape[axis]
        for _ in range(masks):
            width = rng.integers(0, min(most, size) + 1, len(features))
            start = rng.integers(0, size - width + 1)
            place = np.arange(size)
            hidden = (place >= start[:, None]) & (place < (start + width)[:, None])
            masked[np.broadcast_to(np.expand_dims(hidden, 3 - axis), masked.shape)] = -128
    return masked


def _noise_pool(noises: Sequence[Samples], window_samples: int, rng: np.random.Generator) -> Floats:
    """All noise in one row, at least a window long."""
    usable = [noise for noise in noises if noise.any()]
    if not usable:
        return pink_noise(max(10 * SAMPLE_RATE_HZ, window_samples), rng)
    pool = np.concatenate(usable).astype(np.float32)
    return np.tile(pool, -(-window_samples // len(pool)))


def pink_noise(count: int, rng: np.random.Generator, rms: float = 1000.0) -> Floats:
    """Noise with equal power in each octave, float32 in int16 units, shape (count,)."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, count)
    scaled: Floats = (noise * rms / np.sqrt(np.mean(np.square(noise)))).astype(np.float32)
    return scaled


def _fast_length(count: int) -> int:
    """The next length of the form 2^a, 3 * 2^a or 5 * 2^a, which the FFT is fast on."""
    power = 1 << (count - 1).bit_length()
    return next(size for size in (power * 5 // 8, power * 3 // 4, power) if size >= count)

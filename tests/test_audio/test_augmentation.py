"""More takes out of few: reproducible, of the right size, and never wrapped around."""

import numpy as np
import pytest
from fakes.sounds import spoken, take

from audio.augmentation import (
    Augmenter,
    AugmentSettings,
    MaskSettings,
    VersionSettings,
    change_speed,
    cut,
    mask_features,
    noise_gain,
    pink_noise,
    shift_pitch,
    stretch,
    to_int16,
    versions,
)
from audio.rooms import ROOM_SAMPLES, make_room, reverberate
from audio.trimming import find_word

RATE_HZ = 16000
WINDOW = 15840
NOTHING = AugmentSettings(
    gain_db=(0, 0), shift_ms=0, noise_probability=0, room_probability=0,
    tilt_db_per_octave=(0, 0), floor_dbfs=(-200, -200), rooms=1,
)  # fmt: skip


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def pitch_hz(sound: np.ndarray) -> float:
    """The strongest tone."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 17))
    return float(np.argmax(spectrum) * RATE_HZ / (1 << 17))


def test_the_same_seed_gives_the_same_batch() -> None:
    clips = [take(n) for n in range(6)]
    one, two, other = (
        Augmenter(WINDOW, AugmentSettings(), [], rng(3)).batch(clips, rng(seed))
        for seed in (4, 4, 5)
    )
    assert one.shape == (6, WINDOW) and one.dtype == np.int16
    assert np.array_equal(one, two) and not np.array_equal(one, other)


def test_without_changes_the_word_is_only_placed() -> None:
    clip = take(2, before=0.5, after=0.1)
    (window,) = Augmenter(WINDOW, NOTHING, [], rng()).batch([clip], rng())
    span, before = find_word(window), find_word(clip)
    assert span is not None and before is not None
    assert abs((span.start + span.end) // 2 - WINDOW // 2) <= 160
    start = (before.start + before.end) // 2 - WINDOW // 2
    assert np.abs(window.astype(int) - cut(clip, start, WINDOW)).max() <= 1


@pytest.mark.parametrize("lead", [0, 8000])
def test_the_shift_stays_inside_its_limits(lead: int) -> None:
    settings = AugmentSettings(shift_ms=200)
    augmenter = Augmenter(WINDOW, settings, [], rng(), lead)
    centres = []
    for seed in range(60):
        window = augmenter.place(take(1), rng(seed))
        assert len(window) == lead + WINDOW
        span = find_word(window)
        assert span is not None
        centres.append((span.start + span.end) / 2 - lead - WINDOW / 2)
    assert max(np.abs(centres)) <= 0.2 * RATE_HZ + 160
    assert max(centres) > 0.12 * RATE_HZ and min(centres) < -0.12 * RATE_HZ


def test_gain_and_noise_are_as_asked() -> None:
    clip = spoken(1.2, 1, 4000)
    louder = AugmentSettings(**{**vars(NOTHING), "gain_db": (6, 6)})
    (plain,) = Augmenter(WINDOW, NOTHING, [], rng()).batch([clip], rng())
    (window,) = Augmenter(WINDOW, louder, [], rng()).batch([clip], rng())
    assert np.std(window) / np.std(plain) == pytest.approx(10 ** (6 / 20), rel=0.01)
    noisy = AugmentSettings(**{**vars(NOTHING), "noise_probability": 1.0, "snr_db": (10, 10)})
    noise = rng(9).integers(-500, 500, 50000).astype(np.int16)
    (mixed,) = Augmenter(WINDOW, noisy, [noise], rng()).batch([clip], rng())
    added = mixed.astype(float) - plain
    frames = plain[:14400].astype(float).reshape(-1, 1600)
    loudest = np.sqrt(np.mean(frames**2, axis=1).max())
    assert 20 * np.log10(loudest / np.std(added)) == pytest.approx(10, abs=0.2)


def test_the_tilt_changes_the_colour_around_1_khz() -> None:
    noise = rng(2).normal(0, 2000, WINDOW).astype(np.int16)
    tilted = AugmentSettings(**{**vars(NOTHING), "tilt_db_per_octave": (3, 3)})
    (plain,) = Augmenter(WINDOW, NOTHING, [], rng()).batch([noise], rng())
    (window,) = Augmenter(WINDOW, tilted, [], rng()).batch([noise], rng())
    ratio = np.abs(np.fft.rfft(window)) / np.abs(np.fft.rfft(plain))
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE_HZ)
    for wanted, decibels in ((500, -3), (1000, 0), (4000, 6)):
        near = np.abs(hertz - wanted) < 40
        assert 20 * np.log10(np.median(ratio[near])) == pytest.approx(decibels, abs=0.2)


def test_nothing_wraps_around() -> None:
    loud = np.tile(np.int16([32767] * 20 + [-32768] * 20), 500)
    settings = AugmentSettings(gain_db=(12, 12), room_probability=1.0, snr_db=(0, 0))
    windows = Augmenter(WINDOW, settings, [loud], rng()).batch([loud] * 4, rng())
    assert np.abs(windows.astype(int)).max(axis=1).tolist() == [32767] * 4
    assert to_int16(np.float32([1e6, -2e6, 0])).tolist() == [16384, -32767, 0]
    assert to_int16(np.float32([[100.4, -3.6], [65534, 0]])).tolist() == [[100, -4], [32767, 0]]


def test_no_window_is_digitally_silent() -> None:
    augmenter = Augmenter(WINDOW, AugmentSettings(), [], rng())
    windows = augmenter.batch([np.zeros(100, np.int16), take(1)[:4000]], rng())
    assert (np.count_nonzero(windows, axis=1) > WINDOW * 0.5).all()


def test_silent_clips_take_the_noise_as_it_is() -> None:
    clips, noise = np.zeros((1, 3200), np.float32), np.full((1, 3200), 50, np.float32)
    assert noise_gain(clips, noise, np.array([[20.0]])).tolist() == [[1.0]]


def test_windows_longer_than_all_noise_work() -> None:
    noise = rng().integers(-99, 99, 1000).astype(np.int16)
    assert Augmenter(WINDOW, AugmentSettings(), [noise], rng()).batch([take(1)], rng()).any()


def test_rooms_keep_the_level_and_the_place() -> None:
    levels = []
    for seed in range(20):
        room = make_room(rng(seed))
        assert room.shape == (ROOM_SAMPLES,) and np.argmax(np.abs(room)) == 0
        assert np.sum(room**2) == pytest.approx(1, rel=1e-5)
        sound = rng(seed).normal(0, 1000, 32000).astype(np.float32)
        levels.append(np.std(reverberate(sound, room)) / 1000)
    assert np.mean(levels) == pytest.approx(1, abs=0.05)
    impulse = np.zeros(5000, np.float32)
    impulse[3] = 1
    assert reverberate(impulse, room)[3 : 3 + 100] == pytest.approx(room[:100], abs=1e-6)


def test_speed_tempo_and_pitch_do_what_they_say() -> None:
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(32000) / RATE_HZ)).astype(np.int16)
    faster = change_speed(tone, 1.25)
    assert abs(len(faster) - 25600) <= 1 and pitch_hz(faster) == pytest.approx(550, abs=2)
    shorter = stretch(tone, 1.25)
    assert abs(len(shorter) - 25600) <= 1 and pitch_hz(shorter) == pytest.approx(440, abs=4)
    higher = shift_pitch(tone, 2)
    assert len(higher) == 32000 and pitch_hz(higher) == pytest.approx(440 * 2 ** (2 / 12), abs=5)


def test_versions_are_reproducible_and_of_every_kind() -> None:
    clip = take(1)
    one, two = versions(clip, 3, rng(1)), versions(clip, 3, rng(1))
    assert len(one) == 3 and all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert all(each.dtype == np.int16 for each in one)
    assert sum(len(each) == len(clip) for each in one) == 1, "only the pitch keeps the length"
    still = VersionSettings((1, 1), (1, 1), (0, 0))
    for each in versions(clip, 3, rng(1), still):
        assert len(each) == len(clip)
    assert versions(clip, 0, rng(1)) == []


def test_pink_noise_has_equal_power_in_each_octave() -> None:
    power = np.abs(np.fft.rfft(pink_noise(160000, rng()))) ** 2
    hertz = np.fft.rfftfreq(160000, 1 / RATE_HZ)
    octaves = [power[(hertz >= f) & (hertz < 2 * f)].sum() for f in (125, 500, 2000)]
    assert max(octaves) / min(octaves) < 1.2


def test_masks_hide_what_they_may_and_no_more() -> None:
    features = np.full((200, 49, 40), 5, np.int8)
    masked = mask_features(features, rng(), MaskSettings(1, 6, 0, 0))
    hidden = (masked == -128).all(axis=2).sum(axis=1)
    assert hidden.max() == 6 and hidden.min() == 0 and (features == 5).all()
    assert ((masked == -128).sum(axis=(1, 2)) == hidden * 40).all()
    assert set(np.unique(masked)) == {-128, 5}
    narrow = mask_features(features, rng(), MaskSettings(0, 0, 1, 4))
    bands = (narrow == -128).all(axis=1).sum(axis=1)
    assert bands.max() == 4 and ((narrow == -128).sum(axis=(1, 2)) == bands * 49).all()
    starts = {int(np.argmax(row)) for row in (masked == -128).all(axis=2) if row.any()}
    assert 0 in starts and max(starts) >= 43, "the first and the last frame may be hidden"
    corner = mask_features(features[:, :3], rng(), MaskSettings(1, 1, 0, 0))
    assert (corner == -128).all(axis=2).any(axis=0).tolist() == [True] * 3
    both = mask_features(features, rng(7), MaskSettings())
    assert np.array_equal(both, mask_features(features, rng(7), MaskSettings()))

"""Finding the word in a recording, and judging the recording by it."""

import numpy as np
import pytest
from fakes.sounds import spoken, take
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.labels import BACKGROUND, SPEECH
from audio.quality import SENTENCES, is_clipped, judge
from audio.sound import content_hash
from audio.trimming import FRAME_SAMPLES, find_word, frame_levels, strip_padding, trim

RATE_HZ = 16000


def codes(samples: np.ndarray, label: str = "lantern", known: tuple[str, ...] = ()) -> list[str]:
    """What is wrong, as codes."""
    return [verdict.code for verdict in judge(samples, label, known)]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**6),
    st.floats(0.2, 1.5),
    st.floats(0.2, 2.0),
    st.floats(0.2, 2.0),
    st.sampled_from([2.0, 20.0, 150.0]),
)
def test_the_word_is_found_where_it_is(
    seed: int, seconds: float, before: float, after: float, noise: float
) -> None:
    span = find_word(take(seed, seconds, before, after, noise))
    assert span is not None
    assert abs(span.start - before * RATE_HZ) <= 2 * FRAME_SAMPLES
    assert abs(span.end - (before + seconds) * RATE_HZ) <= 2 * FRAME_SAMPLES
    assert span.floor_dbfs == pytest.approx(20 * np.log10(noise / 32768), abs=1.5)
    assert codes(take(seed, seconds, before, after, noise)) == []


def test_levels_are_relative_to_full_scale() -> None:
    square = np.tile(np.int16([16384, -16384]), 800)
    assert frame_levels(square) == pytest.approx([-6.02] * 10, abs=0.01)
    assert frame_levels(np.zeros(320, np.int16)).tolist() == [-100.0, -100.0]
    assert len(frame_levels(np.zeros(159, np.int16))) == 0


def test_a_pause_inside_a_phrase_does_not_split_it_but_a_long_one_does() -> None:
    rng = np.random.default_rng(0)

    def two(pause: float) -> np.ndarray:
        parts = [np.zeros(6400), spoken(0.4, 1), np.zeros(round(pause * RATE_HZ)), spoken(0.7, 2)]
        sound = np.concatenate([*parts, np.zeros(6400)])
        return (sound + rng.normal(0, 10, len(sound))).astype(np.int16)

    near, far = find_word(two(0.25)), find_word(two(0.6))
    assert near is not None and near.seconds == pytest.approx(1.35, abs=0.03)
    assert far is not None and far.seconds == pytest.approx(0.7, abs=0.03), "the stronger one"


def test_a_click_is_not_the_word() -> None:
    sound = take(1, seconds=0.5, before=1.0, level=2000)
    sound[3200:3400] = 32000
    span = find_word(sound)
    assert span is not None and span.start == pytest.approx(RATE_HZ, abs=2 * FRAME_SAMPLES)


def test_digital_padding_is_no_noise_floor() -> None:
    noisy = take(1, noise=400.0)
    padded = np.concatenate([np.zeros(16000, np.int16), noisy, np.zeros(16000, np.int16)])
    plain, with_padding = find_word(noisy), find_word(padded)
    assert plain is not None and with_padding is not None
    assert with_padding.start == plain.start + 16000 and with_padding.end == plain.end + 16000
    assert with_padding.floor_dbfs == pytest.approx(plain.floor_dbfs)
    assert np.array_equal(strip_padding(padded), strip_padding(noisy))
    assert codes(padded) == codes(noisy)


def test_trim_keeps_a_margin_and_survives_silence() -> None:
    assert len(trim(take(1, 0.6, 1.0, 1.0), 100)) == pytest.approx(0.8 * RATE_HZ, abs=500)
    silent = np.zeros(5000, np.int16)
    assert trim(silent) is silent and len(strip_padding(silent)) == 0


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=4000))
def test_anything_can_be_judged(data: bytes) -> None:
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16)
    assert set(codes(samples)) <= set(SENTENCES)
    span = find_word(samples)
    assert span is None or 0 <= span.start < span.end <= len(samples)


def test_each_fault_is_named() -> None:
    good = take(1)
    loud = np.clip(take(1, level=6000).astype(int) * 6, -32768, 32767).astype(np.int16)
    assert codes(good) == []
    assert codes(loud) == ["clipped"]
    assert codes((loud * 0.6).astype(np.int16)) == ["clipped"], "turned down afterwards"
    assert codes(take(1, level=80, noise=2)) == ["too_quiet"]
    loudest = int(np.argmax(frame_levels(good))) * FRAME_SAMPLES
    assert codes(good[loudest:]) == ["cut_off"] == codes(good[: loudest + FRAME_SAMPLES])
    assert codes(take(1, noise=4000)) == ["noisy"]
    assert codes(take(1, seconds=3.3)) == ["wrong_length"]
    assert codes(take(1, seconds=0.08)) == ["wrong_length"]
    assert codes(np.zeros(16000, np.int16)) == ["silent"] == codes(np.zeros(0, np.int16))
    assert codes(good, known=(content_hash(good),)) == ["duplicate"]
    assert codes(good, known=(content_hash(take(2)),)) == []


def test_limits_are_where_they_say() -> None:
    assert codes(take(1, seconds=2.9)) == [] and codes(take(1, seconds=0.2)) == []
    # 9 dB between the loudest tenth of the word, here 3 dB above its mean, and the noise.
    assert codes(take(1, level=6000, noise=6000 / 10 ** (12 / 20))) == []
    assert codes(take(1, level=6000, noise=6000 / 10 ** (4 / 20))) == ["noisy"]


def test_long_sound_is_not_judged_like_a_word() -> None:
    long = np.concatenate([take(n, seconds=4.0, before=0.0, after=0.0) for n in range(3)])
    assert codes(long, SPEECH) == [] == codes(take(1, level=100, noise=50), BACKGROUND)
    assert codes(np.zeros(16000, np.int16), BACKGROUND) == ["silent"]


def test_loud_is_not_clipped() -> None:
    for seed in range(20):
        sound = take(seed).astype(float)
        assert not is_clipped((sound * 32767 / np.abs(sound).max()).astype(np.int16))


@pytest.mark.parametrize(("runs", "clipped"), [(2, False), (3, True)])
@pytest.mark.parametrize("length", [3, 7])
def test_three_flat_tops_make_a_clipped_take(runs: int, clipped: bool, length: int) -> None:
    sound = take(1, level=1000)
    for number in range(runs):
        sound[6000 + 500 * number :][:length] = 20000
    assert is_clipped(sound) is clipped
    sound = take(1, level=1000)
    sound[6000:9000:3] = sound[6001:9000:3] = 20000
    assert not is_clipped(sound), "two equal samples in a row are no flat top"


def test_every_sentence_says_what_to_do() -> None:
    for code, sentence in SENTENCES.items():
        assert ": " in sentence and sentence.endswith("."), code

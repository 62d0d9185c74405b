"""Sound files of every kind become 16 kHz mono int16."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fakes.projects import write_wav
from fakes.sounds import take

from audio.errors import AudioError
from audio.sound import SoundFile, content_hash, read_samples, write_flac


def tone(rate_hz: int, seconds: float = 1.0, hertz: float = 440.0) -> np.ndarray:
    """A sine at half of full scale, float."""
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate_hz * seconds)) / rate_hz)


@pytest.mark.parametrize("rate_hz", [8000, 11025, 16000, 22050, 44100, 48000, 96000])
@pytest.mark.parametrize(("kind", "subtype"), [("wav", "PCM_24"), ("flac", "PCM_16")])
def test_every_rate_gives_the_same_tone(
    tmp_path: Path, rate_hz: int, kind: str, subtype: str
) -> None:
    path = tmp_path / f"tone.{kind}"
    stereo = np.stack([tone(rate_hz), tone(rate_hz)], axis=1)
    soundfile.write(path, stereo, rate_hz, subtype)
    heard = read_samples(path)
    assert heard.dtype == np.int16 and abs(len(heard) - 16000) <= 1
    expected = tone(16000)[2000:-2000] * 32768
    assert np.abs(heard[2000 : 2000 + len(expected)] - expected).max() < 330  # 1 % of full scale


@pytest.mark.parametrize(("kind", "subtype"), [("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", None)])
def test_lossy_formats_are_read(tmp_path: Path, kind: str, subtype: str | None) -> None:
    path = tmp_path / f"tone.{kind.lower()}"
    soundfile.write(path, tone(16000), 16000, format=kind, subtype=subtype)
    heard = read_samples(path)[3000:13000].astype(float)
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert abs(np.argmax(spectrum) * 16000 / len(heard) - 440) < 2
    assert np.sqrt(np.mean(heard**2)) == pytest.approx(0.5 * 32768 / np.sqrt(2), rel=0.05)


def test_16_bit_files_are_read_exactly(tmp_path: Path) -> None:
    every = np.arange(-32768, 32768).astype(np.int16)
    path = tmp_path / "x.flac"
    write_flac(path, every, "a comment in 한국어")
    with SoundFile(path) as file:
        assert file.comment == "a comment in 한국어"
        assert np.array_equal(file.read(), every)


def test_pieces_join_to_the_whole(tmp_path: Path) -> None:
    samples = take(3, seconds=2.0)
    with SoundFile(write_wav(tmp_path / "x.wav", samples)) as file:
        parts = [file.piece(start, 0.7) for start in (0.0, 0.7, 1.4, 2.1, 2.8)]
    assert np.array_equal(np.concatenate(parts), samples)


def test_too_loud_floats_saturate_and_do_not_wrap(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x.wav", np.float32([0, 1.0, 1.5, -1.5] * 4000), 16000, "FLOAT")
    assert read_samples(path)[:4].tolist() == [0, 32767, 32767, -32768]


def broken(kind: str, good: bytes) -> bytes:
    """Files as they come out of broken hands."""
    return {
        "text": b"yes this is not sound\r\n" * 20,
        "empty": b"",
        "noise": bytes(range(256)) * 8,
        "header": good[:30],
        "no samples": good[:44],
        "png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("text", "text file with the name of a sound file"),
        ("empty", "0 bytes"),
        ("noise", "no sound file"),
        ("header", ""),
        ("no samples", ""),
        ("png", "no sound file"),
    ],
)
def test_what_is_no_sound_is_said_so(tmp_path: Path, kind: str, says: str) -> None:
    buffer = io.BytesIO()
    soundfile.write(buffer, take(1), 16000, format="WAV")
    path = tmp_path / "x.wav"
    path.write_bytes(broken(kind, buffer.getvalue()))
    with pytest.raises(AudioError) as caught:
        read_samples(path)
    assert says in str(caught.value) and "x.wav" in caught.value.what and caught.value.hint


def test_a_flac_cut_in_the_middle_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "x.flac"
    write_flac(path, take(1, seconds=3))
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(AudioError, match="damaged"):
        read_samples(path)


def test_values_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x.wav", np.float32([0.1, np.nan] * 1000), 16000, "FLOAT")
    with pytest.raises(AudioError, match="no numbers"):
        read_samples(path)


@pytest.mark.parametrize("rate_hz", [100, 3999, 500000])
def test_senseless_rates_are_refused(tmp_path: Path, rate_hz: int) -> None:
    path = write_wav(tmp_path / "x.wav", take(1), rate_hz)
    with pytest.raises(AudioError, match=str(rate_hz)):
        read_samples(path)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "no.wav", tmp_path):
        with pytest.raises(AudioError):
            read_samples(path)


def test_the_content_hash_hears_one_sample() -> None:
    samples = take(1)
    other = samples.copy()
    other[-1] += 1
    assert content_hash(samples) == content_hash(samples.copy()) != content_hash(other)

"""What recordings say about words: takes that are short, and words whose takes are alike.

It listens to the takes alone, so it holds for any sound: words of any language, whistles, claps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from audio.advice import CAUTION, SERIOUS, Advice, advise, in_order
from audio.frontend import SAMPLE_RATE_HZ, FrontEndSettings, features
from audio.languages import spoken_text
from audio.sound import Samples, read_samples
from audio.synthesis import Synthesizer
from audio.takes import Take
from audio.trimming import find_word

Floats = NDArray[np.float32]

# Half of the takes of "go" or "up" last less; "alexa" lasts 0.74 s.
SHORT_SECONDS = 0.35
# From here on a sound is long enough, however short its name looks.
LONG_ENOUGH_SECONDS = 0.6
LEAST_TAKES = 3
MOST_TAKES = 10
MOST_TAKES_OF_ALL = 120
# Share of takes that lie nearer to a take of the other word than to any of their own. Measured on
# ten takes of many speakers: "go" and "no" 0.45, "down" and "go" 0.40, wake phrases 0.15 at most.
VERY_ALIKE, ALIKE = 0.45, 0.3
LEAST_CONFUSED = 3
# A take becomes so many frames of so many cepstral coefficients, whatever its length.
FRAMES, COEFFICIENTS = 32, 12
# How far, in frames, one take may run ahead of another.
BAND_FRAMES = 8
CHUNK_PAIRS = 512
ONE_HOP_FRAMES = FrontEndSettings(step_ms=10)
MARGIN_FRAMES = 2


def advise_with_takes(
    takes: Sequence[Take], words: Sequence[str], language: str = ""
) -> list[Advice]:
    """`audio.advice.advise`, and what the takes say: they know better how long a sound is.

    Args:
        takes: All takes of a project; of each word up to ten are listened to, spread evenly. Words
            with fewer than three takes are judged by their text alone.
        words: The words of the project.
        language: A hint such as "de" for words in Latin letters.

    Raises:
        AudioError: A take is gone or damaged.
    """
    heard, seconds = _listened(takes, words)
    by_text = advise(words, language, Synthesizer.find())
    long_enough = {word for word, length in seconds.items() if length >= LONG_ENOUGH_SECONDS}
    kept = [
        each
        for each in by_text
        if each.code not in ("too_short", "rather_short") or each.words[0] not in long_enough
    ]
    short = [_short(word, length) for word, length in seconds.items() if length < SHORT_SECONDS]
    alike = _alike(heard)
    named = {each.words for each in kept if each.code in ("too_short", "too_alike", "contained")}
    # Once is enough: what the text gave away already is not said again.
    return in_order([*kept, *(each for each in short + alike if each.words not in named)])


def _listened(
    takes: Sequence[Take], words: Sequence[str]
) -> tuple[dict[str, list[Floats]], dict[str, float]]:
    """For each word with enough takes their shapes, and how many seconds half of them last."""
    heard: dict[str, list[Floats]] = {}
    seconds: dict[str, float] = {}
    most = max(LEAST_TAKES, min(MOST_TAKES, MOST_TAKES_OF_ALL // max(1, len(words))))
    for word in words:
        chosen = _spread([take for take in takes if take.label == word], most)
        if len(chosen) >= LEAST_TAKES:
            sounds = [_of_word(read_samples(take.path)) for take in chosen]
            heard[word] = [shape for shape, _ in sounds]
            seconds[word] = float(np.median([length for _, length in sounds]))
    return heard, seconds


def _short(word: str, seconds: float) -> Advice:
    return Advice(
        "sounds_short",
        SERIOUS,
        (word,),
        f"“{spoken_text(word)}” lasts only {seconds:.2f} seconds in half of its takes.",
        "Say it more slowly, or choose a longer word: two or three syllables, or a longer sound.",
    )


def _alike(heard: dict[str, list[Floats]]) -> list[Advice]:
    """Pairs of words whose takes cannot be told apart by their nearest neighbour."""
    if len(heard) < 2:
        return []
    owner = np.repeat(np.arange(len(heard)), [len(shapes) for shapes in heard.values()])
    between = _distances(np.stack([shape for shapes in heard.values() for shape in shapes]))
    advice = []
    for one, other in combinations(range(len(heard)), 2):
        confused, total = 0, 0
        for mine, others in ((one, other), (other, one)):
            rows = between[owner == mine]
            nearer = rows[:, owner == others].min(axis=1) < rows[:, owner == mine].min(axis=1)
            confused, total = confused + int(nearer.sum()), total + len(rows)
        if confused >= max(LEAST_CONFUSED, ALIKE * total):
            words = tuple(heard)[one], tuple(heard)[other]
            advice.append(_sounds_alike(words, confused, total))
    return advice


def _sounds_alike(words: tuple[str, str], confused: int, total: int) -> Advice:
    one, other = map(spoken_text, words)
    return Advice(
        "sounds_alike",
        SERIOUS if confused >= VERY_ALIKE * total else CAUTION,
        words,
        f"Of {total} takes of “{one}” and “{other}”, {confused} sound more like the other word "
        "than like their own.",
        "Replace one of the words, or listen to the takes: one may be in the wrong place.",
    )


def _spread(takes: list[Take], count: int) -> list[Take]:
    """Up to `count` takes, evenly spread over them in the order of their names."""
    ordered = sorted(takes, key=lambda take: take.name)
    places = np.linspace(0, len(ordered) - 1, min(count, len(ordered))).round().astype(int)
    return [ordered[place] for place in places]


def _of_word(samples: Samples) -> tuple[Floats, float]:
    """The word of a take as cepstra, float32 (FRAMES, COEFFICIENTS), and its length in seconds."""
    span = find_word(samples)
    start, end = (span.start, span.end) if span is not None else (0, len(samples))
    # The front end settles on the take's own sound first: its noise estimate starts from nothing.
    settled = np.concatenate([samples, samples, np.zeros(ONE_HOP_FRAMES.window_samples, np.int16)])
    frames = features(settled, ONE_HOP_FRAMES).astype(np.float32)
    hop = ONE_HOP_FRAMES.hop_samples
    first, last = (len(samples) + start) // hop, (len(samples) + end) // hop
    word = frames[max(0, first - MARGIN_FRAMES) : last + MARGIN_FRAMES]
    cepstra = word @ _cosines(word.shape[1])
    cepstra -= cepstra.mean(axis=0)  # What microphone and voice colour always is no part of it.
    places = np.linspace(0, len(cepstra) - 1, FRAMES)
    low = np.minimum(places.astype(int), max(0, len(cepstra) - 2))
    share = (places - low).astype(np.float32)[:, None]
    high = np.minimum(low + 1, len(cepstra) - 1)
    return cepstra[low] * (1 - share) + cepstra[high] * share, (end - start) / SAMPLE_RATE_HZ


def _cosines(channels: int) -> Floats:
    """Discrete cosine transform (type II) without its mean; float32, (channels, COEFFICIENTS)."""
    places = (np.arange(channels) + 0.5) * np.pi / channels
    table = np.cos(places[:, None] * np.arange(1, COEFFICIENTS + 1)) * np.sqrt(2 / channels)
    return np.asarray(table, np.float32)


def _distances(shapes: Floats) -> Floats:
    """Between all takes, (n, n); infinite from a take to itself."""
    between = np.full((len(shapes), len(shapes)), np.inf, np.float32)
    rows, columns = np.triu_indices(len(shapes), 1)
    for chunk in range(0, len(rows), CHUNK_PAIRS):
        one, other = rows[chunk : chunk + CHUNK_PAIRS], columns[chunk : chunk + CHUNK_PAIRS]
        between[one, other] = between[other, one] = _warped(shapes[one], shapes[other])
    return between


def _warped(one: Floats, other: Floats) -> Floats:
    """Dynamic time warping of pairs (n, FRAMES, COEFFICIENTS): mean distance along the best path.

    Source: H. Sakoe and S. Chiba, "Dynamic programming algorithm optimization for spoken word
    recognition" (1978); all pairs are worked on at once.
    """
    squares = np.square(one).sum(-1)[:, :, None] + np.square(other).sum(-1)[:, None, :]
    costs = np.sqrt(np.maximum(squares - 2 * one @ other.swapaxes(1, 2), 0))
    best = np.full((len(one), FRAMES + 1, FRAMES + 1), np.inf, np.float32)
    best[:, 0, 0] = 0
    for i in range(FRAMES):
        for j in range(max(0, i - BAND_FRAMES), min(FRAMES, i + BAND_FRAMES + 1)):
            before = np.minimum(best[:, i, j + 1], best[:, i + 1, j])
            best[:, i + 1, j + 1] = costs[:, i, j] + np.minimum(best[:, i, j], before)
    return np.asarray(best[:, FRAMES, FRAMES] / FRAMES, np.float32)

"""Who is trained on and who is tested."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.splits import SHARES, assign, plan
from audio.takes import SPLITS, Take


def a_take(label: str, speaker: str, number: int, split: str = "", session: str = "s",
           source: str = "") -> Take:  # fmt: skip
    path = Path("takes") / label / f"{speaker}_{number}.flac"
    return Take(path, label, speaker, session, split, (), (), 1.0, source_hash=source)


def many(labels: int = 3, speakers: int = 20, each: int = 3) -> list[Take]:
    return [
        a_take(f"w{label}", f"p{speaker}", number)
        for label in range(labels)
        for speaker in range(speakers)
        for number in range(each)
    ]


def where(parts: dict[str, list[Take]]) -> dict[str, str]:
    return {take.name: split for split, takes in parts.items() for take in takes}


def test_speakers_are_never_torn_apart_and_shares_hold() -> None:
    parts = assign(many(), 1)
    speakers = [{take.speaker for take in parts[split]} for split in SPLITS]
    assert sum(map(len, speakers)) == len(set.union(*speakers)) == 20
    for label in ("w0", "w1", "w2"):
        counts = {s: sum(take.label == label for take in parts[s]) for s in SPLITS}
        for split, share in SHARES.items():
            assert counts[split] / 60 == pytest.approx(share, abs=0.051), "within one speaker"


def test_the_same_seed_gives_the_same_split_in_any_order() -> None:
    takes = many()
    assert where(assign(takes, 1)) == where(assign(takes[::-1], 1))
    assert where(assign(takes, 1)) != where(assign(takes, 2))


def test_a_stated_split_wins_and_a_speakers_other_takes_follow() -> None:
    takes = [*many(1), a_take("w1", "p3", 0, "test"), a_take("w1", "p4", 0, "val")]
    split = where(assign(takes, 1))
    assert split["w1/p3_0.flac"] == "test" and split["w1/p4_0.flac"] == "val"
    assert {split[f"w0/p3_{n}.flac"] for n in range(3)} == {"test"}
    assert {split[f"w0/p4_{n}.flac"] for n in range(3)} == {"val"}


def test_a_speaker_stated_in_two_splits_is_left_as_stated() -> None:
    stated = [a_take("w", "unk", n, SPLITS[n % 3]) for n in range(9)]
    assert Counter(where(assign(stated, 1)).values()) == dict.fromkeys(SPLITS, 3)
    assert plan(stated, 1).statements["w"] == "Split as its source states."


@pytest.mark.parametrize(
    ("takes", "says"),
    [
        ([a_take("w", f"p{n}", 0) for n in range(5)], "by speaker"),
        ([a_take("w", f"p{n % 4}", n) for n in range(12)], "by session"),
        ([a_take("w", "me", n, session=f"day {n % 3}") for n in range(9)], "by session"),
        ([a_take("w", "me", n, session=f"day {n % 2}") for n in range(9)], "take by take"),
        ([a_take("w", "me", n) for n in range(10)], "take by take"),
    ],
)
def test_the_best_basis_there_is_is_taken_and_named(takes: list[Take], says: str) -> None:
    made = plan(takes, 1)
    assert says in made.statements["w"]
    assert all(made.parts[split] for split in SPLITS), "each split has something"
    key = {"by speaker": "speaker", "by session": "session"}.get(says)
    if key:
        sets = [{(take.speaker, getattr(take, key)) for take in made.parts[s]} for s in SPLITS]
        assert sum(map(len, sets)) == len(set.union(*sets))


def test_pieces_of_one_file_stay_together() -> None:
    pieces = [a_take("_speech_", "radio", n, source=f"file{n // 10}") for n in range(40)]
    parts = assign(pieces, 1)
    for split in SPLITS:
        assert len(parts[split]) % 10 == 0
    one = assign([a_take("_background_", "fan", n, source="f") for n in range(20)], 1)
    assert len(one["train"]) == 20, "a single file is not torn, so it is all for training"


def test_few_takes_of_one_person_still_give_a_test() -> None:
    parts = assign([a_take("w", "me", n) for n in range(3)], 5)
    assert {split: len(takes) for split, takes in parts.items()} == dict.fromkeys(SPLITS, 1)
    assert assign([], 1) == {"train": [], "val": [], "test": []}
    assert len(assign([a_take("w", "me", 0)], 1)["train"]) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["yes", "no", "_unknown_", "_speech_"]),
            st.integers(0, 8),
            st.sampled_from(["", "", "train", "val", "test"]),
            st.integers(0, 3),
        ),
        max_size=60,
    ),
    st.integers(0, 5),
)
def test_nothing_is_lost_doubled_or_moved_from_where_it_was_stated(
    rows: list[tuple[str, int, str, int]], seed: int
) -> None:
    takes = [
        a_take(label, f"p{speaker}", n, split, f"d{session}")
        for n, (label, speaker, split, session) in enumerate(rows)
    ]
    parts = assign(takes, seed)
    dealt = [take for split in SPLITS for take in parts[split]]
    assert sorted(take.name for take in dealt) == sorted(take.name for take in takes)
    for split in SPLITS:
        assert all(take.split in ("", split) for take in parts[split])

"""Words to say when somebody is asked for "any other word" and nothing comes to mind.

Chosen by hand: short and long, with many different sounds, all easy to read.
"""

from __future__ import annotations

from collections.abc import Sequence

from audio.languages import guess_language, spoken_text

_WORDS = {
    "en": "table, yesterday, orange, elephant, river, pencil, window, chocolate, seven, blanket, "
    "garden, umbrella, quickly, mountain, coffee, birthday, zebra, thunder, kitchen, holiday, "
    "basket, whistle, library, purple, sandwich, jacket, tomorrow, feather, ocean, vegetable",
    "ko": "나무, 어제, 바다, 코끼리, 연필, 창문, 일곱, 담요, 정원, 우산, 빨리, 산책, 커피, 생일, "
    "얼룩말, 천둥, 부엌, 방학, 바구니, 도서관, 보라색, 김밥, 외투, 내일, 깃털, 채소, 자전거, 구름, "
    "거울, 토요일",
}


def other_words(words: Sequence[str]) -> tuple[str, ...]:
    """Words of the language of a project that are not in it; none for most languages.

    Args:
        words: Labels of the project.
    """
    texts = [spoken_text(word).casefold() for word in words]
    language = guess_language(" ".join(texts))
    listed = _WORDS.get(language, "").split(", ")
    used = {part for text in texts for part in text.split()}
    return tuple(word for word in listed if word and word not in used)

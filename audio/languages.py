"""How a label is spoken: its text, its script, and the language that is guessed from the script."""

from __future__ import annotations

import unicodedata

DEFAULT_LANGUAGE = "en"
# The language to assume for a script (the first word of its characters' Unicode names). A script
# that many languages share gets its most spoken one; whoever knows better says so.
LANGUAGE_OF_SCRIPT = {
    "LATIN": DEFAULT_LANGUAGE,
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "cmn",
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "GURMUKHI": "pa",
    "GUJARATI": "gu",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "MYANMAR": "my",
}


def spoken_text(label: str) -> str:
    """What one says for a label: "hey_lantern" is spoken "hey lantern"."""
    return " ".join(unicodedata.normalize("NFC", label).replace("_", " ").split())


def scripts(text: str) -> tuple[str, ...]:
    """Scripts of the letters of a text in the order they first appear, e.g. ("LATIN", "HANGUL")."""
    names = (
        unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]
        for character in text
        if unicodedata.category(character)[0] in "LM"
    )
    # Marks and length signs belong to whatever script they stand in.
    return tuple(dict.fromkeys(name for name in names if name not in ("COMBINING", "MODIFIER")))


def guess_language(text: str, hint: str = "") -> str:
    """The language to read a text in, as a code such as "en" or "ko".

    The hint wins unless the text is in another script, which its language could not read: with
    the hint "en", "안녕" is still Korean.

    Args:
        text: What is to be spoken.
        hint: Code of the language that the speaker is thought to speak; empty when not known.
    """
    found = scripts(text)
    japanese = {"HIRAGANA", "KATAKANA"}.intersection(found)
    script = "HIRAGANA" if japanese else (found[0] if found else "LATIN")
    guess = LANGUAGE_OF_SCRIPT.get(script, DEFAULT_LANGUAGE)
    return hint if hint and _reads(hint, script, guess) else guess


def _reads(language: str, script: str, guess: str) -> bool:
    """Whether a language may be written in a script; only foreign native scripts rule it out."""
    base = language.split("-")[0]
    native = {code: name for name, code in LANGUAGE_OF_SCRIPT.items()}.get(base)
    if native is None or native == script or base == guess:
        return True
    if base in ("ja", "yue", "zh", "ko") and script == "CJK":
        return True
    # Languages of other scripts read Latin letters in their own way, but not each other's letters.
    return script == "LATIN" and base != DEFAULT_LANGUAGE

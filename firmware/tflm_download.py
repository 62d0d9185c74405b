"""TensorFlow Lite Micro's sources, fetched once where a person agreed: one commit, checked inside.

Its publisher makes the archive of a commit anew for whoever asks, so not the archive's hash is
known but that of all source files in it (`firmware.tflm_source.content_hash`).
"""

from __future__ import annotations

import os
import shutil

from audio.stage import Stage, scaled
from firmware.consent import Consent
from firmware.downloads import Download, DownloadError, fetch
from firmware.tflm_source import VARIABLE, TflmTree, cached_tree, content_hash, find_tree, is_tree
from firmware.unpacking import unpack

# espressif/esp-tflite-micro of 2026-08-14, whose idf_component.yml says 1.4.0.
COMMIT = "99f49e1498b0984f4db54d9bf3938aceb99ad422"
CONTENT = "a5e700f28db082959ff4daa615d1778d0a6eed5f0332f905607e008411a06851"
SOURCES = Download(
    name="TensorFlow Lite Micro (esp-tflite-micro 1.4.0)",
    why="Sources of the interpreter that the engine tflm is compiled from.",
    licence="Apache-2.0",
    source="github.com",
    megabytes=2,
    disk_megabytes=9,
    url=f"https://github.com/espressif/esp-tflite-micro/archive/{COMMIT}.tar.gz",
    sha256="",
    checked_inside=True,
)
FETCHED = 0.7


def is_missing() -> bool:
    """Whether there is neither a tree that somebody named nor a copy in the cache."""
    return not os.environ.get(VARIABLE) and not is_tree(cached_tree())


def expected_content() -> str:
    """The hash of the tree that is there, or of the one that would be fetched.

    Raises:
        TflmError: A tree is named that is none.
    """
    return CONTENT if is_missing() else find_tree().content


def get_tree(consent: Consent) -> Stage[TflmTree]:
    """The tree that is there, else the one that is fetched.

    Raises:
        ConsentNeeded: There is none, and nobody agreed to fetch it.
        DownloadError: It could not be fetched, or is not what it should be.
        TflmError: A tree is named that is none.
    """
    if is_missing():
        archive = yield from scaled(fetch(SOURCES, consent), 0.0, FETCHED)
        place = cached_tree()
        fresh = place.with_name(f"{place.name}.new")
        yield from scaled(unpack(archive, fresh, skip_parts=1), FETCHED, 1.0)
        archive.unlink()
        found = content_hash(fresh)
        if found != CONTENT:
            shutil.rmtree(fresh)
            raise DownloadError(
                f"What arrived as {SOURCES.name} is not the right tree: the SHA-256 of its sources "
                f"is {found}, expected {CONTENT}. It was deleted.",
                "Try again; if it happens twice, something between here and there changes files.",
            )
        shutil.rmtree(place, ignore_errors=True)
        fresh.replace(place)
    return find_tree()

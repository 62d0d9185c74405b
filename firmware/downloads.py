"""Downloads, of which none is made unasked: what it is, how much, and a person's word for it.

    archive = yield from fetch(ARDUINO_CLI, consent)

What arrives must have the SHA-256 that is written in this program, or it is thrown away. A download
that was cut off goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import queue
import shutil
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio.errors import WakewrightError
from audio.stage import Clock, Stage
from firmware import certificates
from firmware.cache import cache_folder
from firmware.consent import Consent, Offer, require

BLOCK_BYTES = 1 << 16
BLOCKS_AHEAD = 16
POLL_S = 0.2
SILENCE_S = 30.0
MEGABYTE = 1_000_000
AGENT = "Wakewright"


class DownloadError(WakewrightError):
    """Something could not be fetched, or is not what it should be."""


@dataclass(frozen=True)
class Download(Offer):
    """An offer of one file, which this program fetches itself.

    Attributes:
        url: Where it is.
        sha256: What it must hash to, in hex; empty when that is not known, so that it is refused.
        checked_inside: The archive is packed anew for whoever asks, so that its own hash may
            change while its content does not: who unpacks it checks what was in it.
    """

    url: str
    sha256: str
    checked_inside: bool = False

    @property
    def file_name(self) -> str:
        """What the file is called in the cache."""
        return self.url.rpartition("/")[2]


def fetch(download: Download, consent: Consent, folder: Path | None = None) -> Stage[Path]:
    """Fetch a file, unless it is there.

    Args:
        download: What.
        consent: What the person agreed to.
        folder: Where it is kept; None for the user's cache.

    Returns:
        The file, whose content is what it should be.

    Raises:
        ConsentNeeded: It is not there and nobody agreed.
        DownloadError: It has no known hash or another one, there is no connection, nobody vouches
            for the server, or there is no room.
    """
    clock = Clock()
    place = (folder or cache_folder("downloads")) / download.file_name
    if place.exists() and (download.checked_inside or _sha256(place) == download.sha256):
        return place
    if not download.sha256 and not download.checked_inside:
        raise DownloadError(
            f"{download.name} is not fetched: what the file must be is not known.",
            f"Install it by hand from {download.url}.",
        )
    require([download], consent)
    part = place.with_name(place.name + ".part")
    trusted = certificates.trusted()
    if trusted is None and download.url.startswith("https:"):
        raise DownloadError(
            "This computer has no list of certificates: nothing that it downloads can be trusted.",
            "On Debian or Ubuntu: sudo apt install ca-certificates",
        )
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _check_room(download, place.parent)
        for count in _receive(download, part, trusted):
            fraction = min(1.0, count / (download.megabytes * MEGABYTE))
            yield clock.progress(
                fraction,
                f"Downloading {download.name}: {count / MEGABYTE:.1f} of {download.megabytes} MB",
            )
    except urllib.error.HTTPError as error:
        raise DownloadError(
            f"{download.source} does not give {download.name} ({error.code} {error.reason}).",
            "Try again later, or look whether a newer Wakewright is there.",
        ) from error
    except (
        urllib.error.URLError,
        http.client.HTTPException,
        TimeoutError,
        ConnectionError,
    ) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise DownloadError(
                f"{download.source} could not prove who it is ({reason.verify_message}).",
                "Is this computer's date right? Where a network looks into connections, the system "
                "must be given that network's certificate.",
            ) from error
        raise DownloadError(
            f"{download.source} cannot be reached ({reason}).",
            "Is this computer online? What has arrived is kept; try again.",
        ) from error
    except OSError as error:
        raise DownloadError(
            f"{place.parent} cannot be written ({error.strerror}).", "Make room, then try again."
        ) from error
    if (found := _sha256(part)) != download.sha256 and not download.checked_inside:
        part.unlink()
        raise DownloadError(
            f"What arrived as {download.name} is not the right file: its SHA-256 is {found}, "
            f"expected {download.sha256}. It was deleted.",
            "Try again; if it happens twice, something between here and there changes files.",
        )
    part.replace(place)
    return place


def _check_room(download: Download, folder: Path) -> None:
    needed = (download.megabytes + download.disk_megabytes) * MEGABYTE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DownloadError(
            f"{download.name} needs {needed // MEGABYTE} MB; {free // MEGABYTE} MB are free.",
            "Make room, or name another place for the cache in WAKEWRIGHT_CACHE.",
        )


def _receive(download: Download, part: Path, trusted: ssl.SSLContext | None) -> Iterator[int]:
    """Append to `part` what it lacks; yields the bytes it has, and again while nothing comes."""
    there = part.stat().st_size if part.exists() else 0
    transfer = _Transfer(download.url, there, trusted)
    try:
        transfer.start()
        resumes, missing = False, 0
        while (item := transfer.next_item()) is None:
            yield there
        if isinstance(item, _Answer):
            resumes, missing = item.resumes, item.missing_bytes
        with part.open("ab" if resumes else "wb") as file:
            while (block := transfer.next_item()) != b"":
                if isinstance(block, bytes):
                    missing -= len(block)
                    file.write(block)
                yield file.tell()
        if missing > 0:  # Python takes a cut connection for a good end.
            raise ConnectionError(f"it was cut off {missing} bytes before the end")
    finally:
        transfer.ended.set()


@dataclass(frozen=True)
class _Answer:
    """How a server begins: whether with what was missing or from the start, and how much."""

    resumes: bool
    missing_bytes: int


class _Transfer(threading.Thread):
    """Asks a server and hands over what comes: an answer, then blocks, an empty one at the end.

    It has a thread of its own, which nobody waits for: a stage can then be cancelled while a server
    is silent.
    """

    def __init__(self, url: str, first: int, trusted: ssl.SSLContext | None) -> None:
        super().__init__(daemon=True)
        self._trusted = trusted
        self.ended = threading.Event()
        self._request = urllib.request.Request(url, headers={"User-Agent": AGENT})
        if first:
            self._request.add_header("Range", f"bytes={first}-")
        self._items: queue.Queue[_Answer | bytes | Exception] = queue.Queue(BLOCKS_AHEAD)

    def next_item(self) -> _Answer | bytes | None:
        """What came next; None when nothing did for a moment.

        Raises:
            OSError, HTTPException: What went wrong.
        """
        try:
            item = self._items.get(timeout=POLL_S)
        except queue.Empty:
            return None
        if isinstance(item, Exception):
            raise item
        return item

    def run(self) -> None:
        try:
            with self._open() as response:
                length = int(response.headers.get("Content-Length", 0))
                self._put(_Answer(response.status == 206, length))
                while not self.ended.is_set() and (block := response.read1(BLOCK_BYTES)):
                    self._put(block)
            self._put(b"")
        except (OSError, http.client.HTTPException) as error:
            self._put(error)

    def _open(self) -> Any:
        try:
            return self._ask()
        except urllib.error.HTTPError as error:
            if error.code != 416 or not self._request.has_header("Range"):
                raise
            error.close()
            # There is no more to come, or the file is another one: begin anew.
            self._request.remove_header("Range")
            return self._ask()

    def _ask(self) -> Any:
        return urllib.request.urlopen(self._request, timeout=SILENCE_S, context=self._trusted)

    def _put(self, item: _Answer | bytes | Exception) -> None:
        while not self.ended.is_set():
            with contextlib.suppress(queue.Full):
                self._items.put(item, timeout=POLL_S)
                return


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()

"""Files that are either whole or not there: written beside their place, then renamed into it."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Windows replaces nothing that anyone has open; virus scanners and indexers open most new files for
# a moment.
WINDOWS_WAITS_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
WAITS_S = WINDOWS_WAITS_S if sys.platform == "win32" else ()


def write_atomic(path: Path, content: bytes | str) -> None:
    """Replace `path` by `content` in one step, so that a crash leaves the old file whole.

    Raises:
        OSError: The disk is full or the folder cannot be written; the old file is untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)  # mkstemp makes private files; a project is meant to be shared.
        replace(Path(name), path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def replace(source: Path, target: Path) -> None:
    """Move a file or folder to another place on the same disk, over a file that is there.

    Raises:
        OSError: It cannot be moved, on Windows after more than a second of trying.
    """
    for wait_s in WAITS_S:
        try:
            source.replace(target)
            return
        except PermissionError:
            time.sleep(wait_s)
    source.replace(target)


@contextmanager
def folder_atomic(folder: Path) -> Iterator[Path]:
    """Give a temporary sibling to fill; on success it takes the place of `folder`.

    On any error, cancellation included, the sibling is removed and the old folder stays whole.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = _sibling(folder), _sibling(folder)
    # Not by mkdtemp, which makes folders that nobody else may look into.
    fresh.mkdir()
    try:
        yield fresh
        if folder.exists():
            replace(folder, old)
        try:
            replace(fresh, folder)
        except BaseException:
            if old.exists():
                replace(old, folder)
            raise
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _sibling(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")


def hash_bytes(data: bytes) -> str:
    """The first 16 hex digits of SHA-256: enough to tell two artefacts of one project apart."""
    return hashlib.sha256(data).hexdigest()[:16]


def hash_files(paths: list[Path]) -> str:
    """One hash over the contents of several files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]

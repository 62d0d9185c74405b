"""Files that are either whole or not there: written beside their place, then renamed into it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def folder_atomic(folder: Path) -> Iterator[Path]:
    """Give a temporary sibling to fill; on success it takes the place of `folder`.

    On any error, cancellation included, the sibling is removed and the old folder stays whole.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        fresh.chmod(0o755)
        yield fresh
        if folder.exists():
            old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
            folder.replace(old / "it")
            fresh.replace(folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            fresh.replace(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def hash_bytes(data: bytes) -> str:
    """The first 16 hex digits of SHA-256: enough to tell two artefacts of one project apart."""
    return hashlib.sha256(data).hexdigest()[:16]


def hash_files(paths: list[Path]) -> str:
    """One hash over the contents of several files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]

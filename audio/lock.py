"""One writer at a time: a lock on a file that the system drops when its process dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from audio.errors import ProjectError

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Be the only one who writes into `folder`, across processes, until the block ends.

    Raises:
        ProjectError: Another process, or another part of this one, is writing now.
        OSError: The folder cannot be written.
    """
    with (folder / ".lock").open("ab") as file:
        try:
            _lock(file)
        except OSError as error:
            raise ProjectError(
                f"Something else is writing into {folder} now.",
                "Wait until the other import or recording is done, or close it.",
            ) from error
        yield  # Closing the file drops the lock.

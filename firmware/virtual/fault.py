"""What every board without hardware raises when its firmware goes wrong."""

from __future__ import annotations


class FirmwareFault(RuntimeError):
    """The emulated code touched memory that is not there, ran something that is no instruction,
    or did not return in time."""

"""Shared by the tests of compress: every architecture exported once."""

from __future__ import annotations

import pytest
from fakes.exports import Exported, export_all

from audio.stage import finish, in_process


@pytest.fixture(scope="session")
def exported() -> dict[str, Exported]:
    """Every architecture of the registry with random weights, by name."""
    return {each.name: each for each in finish(in_process(export_all))}

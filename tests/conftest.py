"""Puts tests/ on the path, so that tests can `from support import ...`, and has the small project of the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from small import Small


@pytest.fixture
def small(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Small:
    from small import Small

    return Small(tmp_path / "small", capfd)

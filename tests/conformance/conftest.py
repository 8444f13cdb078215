"""Puts this folder on the path, so that its tests and .ci/ share modules."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

"""Deriving: from authored files to the stages direct, entailed, closed-world and simple."""

from .derivation import derive, direct_stage, ensure_stages
from .trace import origins

__all__ = ["derive", "direct_stage", "ensure_stages", "origins"]

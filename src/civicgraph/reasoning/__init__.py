"""Deriving: from authored files to the stages direct, entailed, closed-world and simple."""

from .derivation import derive, direct_stage, ensure_stages, live_store
from .specialised import Rule, fixpoint
from .trace import origins

__all__ = ["Rule", "derive", "direct_stage", "ensure_stages", "fixpoint", "live_store", "origins"]

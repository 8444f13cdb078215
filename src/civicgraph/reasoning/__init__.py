"""Deriving: from authored files to the stages direct, entailed, closed-world and simple."""

from .derivation import derive, direct_stage, ensure_stages, live_store, renewed
from .facts import Facts
from .rules import Fixpoint
from .specialised import rules_of
from .trace import origins

__all__ = [
    "Facts",
    "Fixpoint",
    "derive",
    "direct_stage",
    "ensure_stages",
    "live_store",
    "origins",
    "renewed",
    "rules_of",
]

"""Where in the authored files a triple, a statement or an entity stands."""

from .locator import Locator
from .walk import Step, as_stored, last_steps, named_owner

__all__ = ["Locator", "Step", "as_stored", "last_steps", "named_owner"]

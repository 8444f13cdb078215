"""The public names: those in `__all__`, each documented, and no others."""

from __future__ import annotations

import civicgraph


def test_every_public_name_is_there_and_documented() -> None:
    assert len(civicgraph.__all__) > 5
    for name in civicgraph.__all__:
        value = getattr(civicgraph, name)
        assert name == "__version__" or (value.__doc__ or "").strip(), name


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(civicgraph, "Grpah")


def test_the_package_is_marked_as_typed() -> None:
    from support import ROOT

    assert (ROOT / "src" / "civicgraph" / "py.typed").is_file()

"""The office of tests/handling, for what experts do in it."""

from tests.handling.conftest import office

__all__ = ["office"]

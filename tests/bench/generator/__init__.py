"""Seeded data of a chosen size, written by COPY (see load.py)."""

from .load import load
from .sizes import SIZES, Size

__all__ = ["SIZES", "Size", "load"]

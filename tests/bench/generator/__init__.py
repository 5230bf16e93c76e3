"""Seeded data of a chosen size, written by COPY (see load.py, overdue.py)."""

from .load import load
from .overdue import load_overdue
from .sizes import SIZES, Size

__all__ = ["SIZES", "Size", "load", "load_overdue"]

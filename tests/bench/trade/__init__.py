"""Two years of trade with very many customers, made inside PostgreSQL (see load.py)."""

from .load import load
from .sizes import SIZES, Size

__all__ = ["SIZES", "Size", "load"]

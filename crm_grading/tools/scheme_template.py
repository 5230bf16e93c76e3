"""A grading scheme as an addon brings it along, from which the schemes of companies are made."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class IndicatorTemplate:
    """``measure`` is the external id of a measure; ``values`` are other fields of the indicator."""

    code: str
    name: Any
    measure: str
    weight: float
    values: dict = field(default_factory=dict)
    bands: tuple = ()
    """Pairs (lower bound or None for the lowest band, score)."""


def indicator(code, name, measure, weight, bands=(), **values):
    """Return the template of an indicator of a measure, an external id; ``values`` are other fields of the indicator."""
    return IndicatorTemplate(code, name, measure, weight, values, bands)


@dataclass(frozen=True)
class DimensionTemplate:
    code: str
    name: Any
    weight: float
    color: int
    indicators: tuple[IndicatorTemplate, ...]


@dataclass(frozen=True)
class GradeTemplate:
    code: str
    ratio: int
    min_score: float
    color: int


@dataclass(frozen=True)
class SchemeTemplate:
    """Names are texts of ``LazyTranslate``, so that each company gets them in all installed languages."""

    code: str
    name: Any
    description: Any
    dimensions: tuple[DimensionTemplate, ...]
    grades: tuple[GradeTemplate, ...]
    first_grade: str
    """Code of the grade of new customers."""
    values: dict = field(default_factory=dict)
    """Other fields of the scheme."""

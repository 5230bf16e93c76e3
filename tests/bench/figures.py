"""Measured figures and the table that shows them."""

from dataclasses import dataclass


@dataclass
class Figure:
    """One measurement.

    :param name: what was measured
    :param ours: the product's value; ``reference``: what it is compared with
    :param value: what the bound applies to: a ratio, or a number such as queries; None for a mere remark
    :param bound: the largest ``value`` that passes; None when there is none
    :param note: where ``value`` comes from
    """

    name: str
    ours: str = ""
    reference: str = ""
    value: float = None
    bound: float = None
    note: str = ""

    @property
    def missed(self):
        return self.bound is not None and self.value > self.bound

    def cells(self):
        verdict = "" if self.bound is None else "MISSED" if self.missed else "ok"
        return (
            self.name,
            self.ours,
            self.reference,
            "" if self.value is None else f"{self.value:.2f}",
            "" if self.bound is None else f"{self.bound:.2f}",
            verdict,
            self.note,
        )


HEAD = ("figure", "ours", "reference", "value", "bound", "", "note")


def table(figures):
    """:return: the figures as aligned text"""
    rows = [HEAD, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def seconds(value):
    """:return: a duration in a unit that reads well"""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"

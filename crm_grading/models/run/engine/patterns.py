from fractions import Fraction

from odoo.tools import SQL

from .frozen import WEIGHT_DIGITS, exact


def make_patterns(frozen, tables):
    """Make the work table `pattern`: what follows from which values a customer lacks, for each mask that occurs.

    Columns: mask, rated (enough coverage), coverage and k1 … of the dimensions in percent, w1 … effective weights of the
    indicators as fractions of the total. Worked out in exact fractions, once for each mask.
    """
    tables.cr.execute(SQL("SELECT DISTINCT mask FROM %s", tables.name("value")))
    masks = [mask for (mask,) in tables.cr.fetchall()]
    # What nobody has counts for nobody; where scores are absolute, each customer stands for itself.
    unknown = 0 if frozen.by_scores else -1
    for mask in masks:
        unknown &= mask
    columns = {"mask": SQL("bigint"), "rated": SQL("boolean"), "coverage": SQL("numeric")}
    columns |= {f"k{dimension['number']}": SQL("numeric") for dimension in frozen.dimensions}
    columns |= {f"w{indicator['number']}": SQL("numeric") for indicator in frozen.indicators}
    rows = [_pattern(frozen, mask, unknown) for mask in masks]
    tables.make_rows("pattern", columns, rows, "mask")


def _pattern(frozen, mask, unknown):
    coverages = dimension_coverages(frozen, mask, unknown)
    total = total_coverage(frozen, mask, unknown)
    least = exact(frozen["coverage"])
    each = coverages if frozen.config.get("coverage_each", True) else []
    rated = total >= least and all(coverage is None or coverage >= least for coverage in each)
    return [
        mask,
        rated,
        _decimal(total, 2),
        *(None if coverage is None else _decimal(coverage, 2) for coverage in coverages),
        *(_decimal(weight, WEIGHT_DIGITS) for weight in effective_weights(frozen, mask)),
    ]


def effective_weights(frozen, mask):
    """Return the part of the total that each indicator makes up, for a customer without the values of `mask`.

    What an indicator with the null policy "reweight" leaves goes to the others of its dimension.
    """
    weights = []
    for dimension in frozen.dimensions:
        counted = [_counts(indicator, mask) * indicator["share"] for indicator in dimension["indicators"]]
        whole = sum(counted)
        weights += [dimension["share"] * share / whole if whole else Fraction(0) for share in counted]
    return weights


def dimension_coverages(frozen, mask, unknown):
    """Return the percentage of each dimension's weight that is covered; None where nobody in the run has any value."""
    return [
        _coverage(frozen, dimension["indicators"], mask, unknown, lambda item: item["share"])
        for dimension in frozen.dimensions
    ]


def total_coverage(frozen, mask, unknown):
    """Return the percentage of the whole weight that is covered, 0 when nobody in the run has any value."""
    shares = [dimension["share"] for dimension in frozen.dimensions]
    covered = _coverage(frozen, frozen.indicators, mask, unknown, lambda item: shares[item["dimension"] - 1] * item["share"])
    return covered or Fraction(0)


def _coverage(frozen, indicators, mask, unknown, share):
    known = [indicator for indicator in indicators if not unknown & indicator["bit"]]
    whole = sum(share(indicator) for indicator in known)
    present = sum(share(indicator) for indicator in known if _covers(frozen, indicator, mask))
    return 100 * present / whole if whole else None


def _covers(frozen, indicator, mask):
    """Whether the indicator counts as known: it has a value, or one stands in for it and the scheme accepts that."""
    return not mask & indicator["bit"] or (frozen["coverage_basis"] == "scored" and indicator["nulls"] != "reweight")


def _counts(indicator, mask):
    return not (mask & indicator["bit"] and indicator["nulls"] == "reweight")


def _decimal(fraction, digits):
    """Text of a fraction with so many decimals, halves away from zero as PostgreSQL rounds."""
    scaled = fraction * 10**digits
    whole = int(scaled + Fraction(1, 2))
    return f"{whole // 10**digits}.{whole % 10**digits:0{digits}}".rstrip("0").rstrip(".")

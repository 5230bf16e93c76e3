"""Sharing out a scarce product by bands, in whole units for each retailer. No Odoo here."""

BANDS = range(30, 0, -1)


def share_supply(total, counts, weights):
    """Return the units of each retailer of each cell, in proportion to the weight of its band.

    Whole units by largest remainders, as far as the total reaches and no weaker band of a stratum gets more than a stronger
    one. Of equal remainders the stronger band comes first, then the stratum that is listed first. Cells without retailers get
    what the next weaker one has.

    :param int total: units, not negative
    :param counts: {(stratum, band): retailers}; other bands of these strata are added
    :param weights: {band: whole number, not negative}, for all bands, never increasing from the strongest to the weakest
    :return: {(stratum, band): units of each retailer}
    """
    strata = list(dict.fromkeys(stratum for stratum, _band in counts))
    whole = sum(number * weights[band] for (_stratum, band), number in counts.items())
    quantities = {(stratum, band): 0 for stratum in strata for band in BANDS}
    if whole:
        for cell, number in counts.items():
            quantities[cell] = total * weights[cell[1]] // whole if number else 0
        _share_remainder(total, counts, weights, quantities)
    for stratum in strata:
        _fill_empty(stratum, counts, quantities)
    return quantities


def first_increase(quantities):
    """Return (stronger, weaker) of the first two bands of which the weaker one has more; None if there are none.

    :param quantities: {band: units} of one stratum
    """
    bands = sorted(quantities, reverse=True)
    return next(((a, b) for a, b in zip(bands, bands[1:], strict=False) if quantities[b] > quantities[a]), None)


def _share_remainder(total, counts, weights, quantities):
    """Give one more unit to cells with the largest remainders, once each, while it lasts and the order of bands holds."""
    whole = sum(number * weights[band] for (_stratum, band), number in counts.items())
    left = total - sum(number * quantities[cell] for cell, number in counts.items())
    places = {stratum: place for place, stratum in enumerate(dict.fromkeys(stratum for stratum, _band in counts))}
    waiting = sorted(
        (cell for cell, number in counts.items() if number and weights[cell[1]]),
        key=lambda cell: (-(total * weights[cell[1]] % whole), -cell[1], places[cell[0]]),
    )
    given = True
    while given:
        given = False
        for cell in list(waiting):
            if counts[cell] <= left and quantities[cell] < _allowed(cell, counts, quantities):
                quantities[cell] += 1
                left -= counts[cell]
                waiting.remove(cell)
                given = True


def _allowed(cell, counts, quantities):
    """Return what the next stronger band with retailers has."""
    stratum, band = cell
    stronger = (other for other in reversed(BANDS) if other > band and counts.get((stratum, other)))
    above = next(stronger, None)
    return float("inf") if above is None else quantities[stratum, above]


def _fill_empty(stratum, counts, quantities):
    below = 0
    for band in reversed(BANDS):
        if not counts.get((stratum, band)):
            quantities[stratum, band] = below
        below = quantities[stratum, band]

"""How sure a share is that was found in a sample. No Odoo here."""

import math

Z95 = 1.959964


def wilson(part, whole, z=Z95):
    """Return the interval in percent in which the true share lies with 95 % confidence (Wilson), (0, 100) without a sample.

    >>> [round(bound, 2) for bound in wilson(8, 10)]
    [49.02, 94.33]
    >>> [round(bound, 2) for bound in wilson(0, 50)]
    [0.0, 7.13]
    >>> wilson(0, 0)
    (0.0, 100.0)
    """
    if not whole:
        return 0.0, 100.0
    share = part / whole
    centre = share + z * z / (2 * whole)
    spread = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    below = 1 + z * z / whole
    return max(0.0, 100 * (centre - spread) / below), min(100.0, 100 * (centre + spread) / below)

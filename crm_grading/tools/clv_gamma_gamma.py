"""Gamma-Gamma: what an order of a customer is worth, on average.

P. S. Fader, B. G. S. Hardie: The Gamma-Gamma Model of Monetary Value (2013). Orders of one customer vary around an own
mean; the means of all customers follow a distribution of their own. A customer with few orders is expected to
resemble the others, one with many orders himself.

- ``orders``: number of orders; ``mean``: their average value (numpy arrays, one element a customer or group)
"""

from dataclasses import dataclass

from .clv_maximum import NoMaximum, maximise


@dataclass(frozen=True)
class ValueModel:
    """Fitted parameters: shapes ``p`` and ``q``, scale ``gamma`` (in the unit of value)."""

    p: float
    q: float
    gamma: float
    log_likelihood: float = None

    def expected_value(self, orders, mean):
        """Expected value of one order: between the customer's own ``mean`` and that of all."""
        return self.p * (self.gamma + orders * mean) / (self.p * orders + self.q - 1)


def log_likelihood(p, q, gamma, orders, mean, number):
    """The logarithm of the likelihood of groups of equal customers.

    :param number: how many customers each group has
    """
    import numpy
    from scipy.special import gammaln

    single = gammaln(p * orders + q) - gammaln(p * orders) - gammaln(q) + q * numpy.log(gamma)
    single += (p * orders - 1) * numpy.log(mean) + p * orders * numpy.log(orders)
    single -= (p * orders + q) * numpy.log(gamma + orders * mean)
    return float(numpy.sum(number * single))


def fit(orders, mean, number):
    """Fit the model to groups of equal customers, each with orders of a positive mean value.

    :return: ValueModel
    :raise NoMaximum: when the data have none, or the mean over all customers would be infinite
    """
    import numpy

    unit = float(numpy.average(mean, weights=number))  # the search is easier near 1
    (p, q, gamma), height = maximise(
        lambda p, q, gamma: log_likelihood(p, q, gamma, orders, mean / unit, number), (1.0, 2.0, 1.0)
    )
    if q <= 1:
        raise NoMaximum()
    return ValueModel(p, q, gamma * unit, height - float(numpy.sum(number)) * float(numpy.log(unit)))

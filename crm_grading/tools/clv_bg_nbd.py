"""BG/NBD: how often customers order, and whether they still do.

P. S. Fader, B. G. S. Hardie, K. L. Lee: "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD
Model. Marketing Science 24 (2005) 275-284. While alive a customer orders at random at an own rate (rates are
Gamma(r, alpha) distributed), and after any order is gone for good with an own probability (Beta(a, b)).

A customer is known by three figures (numpy arrays, one element a customer or a group of equal customers):

- ``x``: repeat orders, that is order days less the first one
- ``t_x``: time from the first order to the last one, 0 without repeat orders
- ``age``: time from the first order to the end of observation; any unit, the same everywhere
"""

from dataclasses import dataclass

from .clv_maximum import maximise

START = (1.0, 1.0, 1.0)  # r, a, b; alpha starts at the mean age
SINGULAR = 1e-6  # the expectation's formula divides by a - 1


@dataclass(frozen=True)
class OrderModel:
    """Fitted parameters: ``r``, ``alpha`` (in the unit of time), ``a``, ``b``."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = None

    def alive(self, x, t_x, age):
        """The probability that a customer has not gone yet; 1 for those without repeat orders."""
        return 1 / self._one_over_alive(x, t_x, age)

    def expected_orders(self, ahead, x, t_x, age):
        """Expected number of orders in the time ``ahead`` after the end of observation."""
        from scipy.special import hyp2f1

        a = self.a if abs(self.a - 1) > SINGULAR else 1 + SINGULAR
        share = ahead / (self.alpha + age + ahead)
        # Euler's transformation of the published 2F1: it does not overflow for frequent buyers.
        series = hyp2f1(a + self.b - 1 - self.r, a - 1, a + self.b + x - 1, share)
        lasting = (a + self.b + x - 1) / (a - 1) * (1 - (1 - share) ** (a - 1) * series)
        return lasting / self._one_over_alive(x, t_x, age)

    def _one_over_alive(self, x, t_x, age):
        import numpy

        waited = (self.r + x) * numpy.log((self.alpha + age) / (self.alpha + t_x))
        gone = self.a / (self.b + numpy.maximum(x, 1) - 1) * numpy.exp(numpy.minimum(waited, 700))
        return 1 + numpy.where(x > 0, gone, 0)


def log_likelihood(r, alpha, a, b, x, t_x, age, number):
    """The logarithm of the likelihood of groups of equal customers.

    :param number: how many customers each group has
    """
    import numpy
    from scipy.special import betaln, gammaln

    buying = gammaln(r + x) - gammaln(r) + r * numpy.log(alpha)
    staying = betaln(a, b + x) - betaln(a, b) - (r + x) * numpy.log(alpha + age)
    left = betaln(a + 1, b + numpy.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * numpy.log(alpha + t_x)
    either = numpy.where(x > 0, numpy.logaddexp(staying, left), staying)
    return float(numpy.sum(number * (buying + either)))


def fit(x, t_x, age, number):
    """Fit the model to groups of equal customers.

    :return: OrderModel
    :raise NoMaximum: when the data have none
    """
    import numpy

    unit = float(numpy.average(age, weights=number)) or 1.0  # the search is easier near 1
    (r, alpha, a, b), height = maximise(
        lambda r, alpha, a, b: log_likelihood(r, alpha, a, b, x, t_x / unit, age / unit, number),
        (START[0], 1.0, *START[1:]),
    )
    shift = float(numpy.sum(number * x)) * float(numpy.log(unit))  # density by the unit of time
    return OrderModel(r, alpha * unit, a, b, height - shift)

"""The parameters, all positive, that make a log-likelihood largest."""

ROUNDS = 3
FARTHEST = 12  # parameters stay between e^-12 and e^12


class NoMaximum(Exception):
    """The data have no maximum within reasonable parameters: too few, or not of the model's kind."""


def maximise(log_likelihood, start):
    """Find the maximum by descent along the logarithms of the parameters.

    :param log_likelihood: function of as many numbers as ``start`` has
    :return: (tuple of parameters, log-likelihood)
    :raise NoMaximum: when there is none
    """
    import numpy
    from scipy.optimize import minimize

    def cost(logarithms):
        with numpy.errstate(all="ignore"):
            value = -log_likelihood(*numpy.exp(logarithms))
        return value if numpy.isfinite(value) else 1e300

    point = numpy.log(start)
    for _round in range(ROUNDS):  # a fresh simplex each round leaves flat corners
        found = minimize(cost, point, method="Nelder-Mead", options={"maxiter": 2_000, "xatol": 1e-6, "fatol": 1e-8})
        point = found.x
    if not found.success or numpy.abs(point).max() > FARTHEST:
        raise NoMaximum()
    return tuple(float(value) for value in numpy.exp(point)), float(-found.fun)

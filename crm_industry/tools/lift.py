"""How much better a choice hits than chance. No Odoo here."""

from .proportion import wilson


def lift_figures(hits, chosen, events, population):
    """Return what choosing some of a population was worth, in percent but for the lift.

    :param hits: events among the chosen
    :param chosen: how many were chosen
    :param events: events in the population
    :param population: its size
    :return: {"precision", "recall", "lift", "precision_low", "precision_high", "lift_low", "lift_high"}; lift = precision ÷ share
        of events in the population, which counts as known; the intervals hold with 95 % confidence (Wilson)

    >>> figures = lift_figures(hits=30, chosen=100, events=50, population=1000)
    >>> figures["precision"], figures["recall"], figures["lift"]
    (30.0, 60.0, 6.0)
    >>> [round(figures[name], 2) for name in ("precision_low", "precision_high", "lift_low", "lift_high")]
    [21.89, 39.58, 4.38, 7.92]
    >>> lift_figures(0, 0, 0, 0)["lift"]
    0.0
    """
    precision = 100 * hits / chosen if chosen else 0.0
    base = 100 * events / population if population else 0.0
    low, high = wilson(hits, chosen) if chosen else (0.0, 0.0)
    return {
        "precision": precision,
        "recall": 100 * hits / events if events else 0.0,
        "precision_low": low,
        "precision_high": high,
        "lift": precision / base if base else 0.0,
        "lift_low": low / base if base else 0.0,
        "lift_high": high / base if base else 0.0,
    }

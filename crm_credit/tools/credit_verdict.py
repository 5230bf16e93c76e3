"""The credit decision as plain arithmetic: figures in, verdict out, no database.

Amounts are floats in company currency, rounded by the caller's `digits` (decimal places of that currency) before any
comparison, so that a hundredth of a cent never decides.
"""

from dataclasses import dataclass, field

# Reasons, in the order in which they are told.
BLOCKED = "blocked"  # the account is blocked: no business at all
HOLD = "hold"  # the account is on hold: nothing more on credit
PREPAY = "prepay"  # the customer pays before delivery and has not paid enough
OVER_LIMIT = "over_limit"
OVERDUE = "overdue"
WATCH = "watch"  # told, never a reason to hold
REASONS = (BLOCKED, HOLD, PREPAY, OVER_LIMIT, OVERDUE, WATCH)

# What a document does under an event mode of "warn" or "block".
CLEAR, WARNED, HELD, RELEASED = "clear", "warned", "held", "released"


@dataclass(frozen=True)
class Policy:
    """How one event is checked for one customer of one company."""

    mode: str  # "off", "warn" or "block"
    digits: int = 2  # decimal places of the company currency
    tolerance: float = 0.0  # per cent of the limit that may be exceeded
    overdue_rule: bool = False
    overdue_amount: float = 0.0  # late money up to this amount is forgiven


@dataclass(frozen=True)
class Verdict:
    """What was decided, and every figure that the decision saw.

    :param result: clear, warned, held or released
    :param reasons: codes of REASONS that spoke against the document
    :param amount: what the document adds to the exposure, company currency
    :param pending: what earlier documents of the same call add
    :param figures: the customer's row of the exposure query
    :param allowed: the limit with its tolerance, None when unlimited
    :param release: the release decision that lets a held document pass
    """

    result: str
    amount: float
    pending: float
    figures: dict
    allowed: float | None
    reasons: tuple = field(default=())
    release: object = None

    @property
    def held(self):
        return self.result == HELD

    @property
    def total_after(self):
        """Exposure once the document counts, company currency."""
        return self.figures["total"] + self.pending + self.amount

    @property
    def left(self):
        """Limit left once the document counts (negative: too much), None when unlimited; without tolerance."""
        limit = self.figures["limit_amount"]
        return None if limit is None else limit - self.total_after


def decide(policy, figures, amount, pending=0.0):
    """Judge one document; a document that adds nothing is only stopped by a blocked account.

    :param Policy policy: how this event is checked
    :param dict figures: the customer's row of the exposure query
    :param float amount: what the document adds to the exposure (prepaid parts already taken off)
    :param float pending: what earlier documents of the same call add
    :rtype: Verdict
    """
    allowed = _allowed(policy, figures)
    against = tuple(_reasons(policy, figures, amount, figures["total"] + pending + amount, allowed))
    told = against or ((WATCH,) if figures["status"] == "watch" else ())
    result = CLEAR
    if against:
        result = HELD if policy.mode == "block" else WARNED
    elif told:
        result = WARNED
    return Verdict(result, amount, pending, figures, allowed, told)


def _allowed(policy, figures):
    """The limit with its tolerance; prepayment knows no tolerance."""
    if figures["limit_mode"] == "unlimited":
        return None
    if figures["limit_mode"] == "prepay":
        return 0.0
    return round(figures["limit_amount"] * (1 + policy.tolerance / 100.0), policy.digits)


def _reasons(policy, figures, amount, total_after, allowed):
    if figures["status"] == "blocked":
        yield BLOCKED
    if round(amount, policy.digits) <= 0:
        return
    if figures["status"] == "hold":
        yield HOLD
    if allowed is not None and round(total_after, policy.digits) > allowed:
        yield PREPAY if figures["limit_mode"] == "prepay" else OVER_LIMIT
    if policy.overdue_rule and round(figures["overdue_late"], policy.digits) > policy.overdue_amount:
        yield OVERDUE

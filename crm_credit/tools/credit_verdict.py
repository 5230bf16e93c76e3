"""The credit decision as plain arithmetic: figures in, verdict out, no database.

Amounts are floats in company currency, rounded by the caller's `digits` (decimal places of that currency) before any
comparison, so that a hundredth of a cent never decides.
"""

from dataclasses import dataclass, field, replace

# Reasons, in the order in which they are told.
BLOCKED = "blocked"  # the account is blocked: no business at all
HOLD = "hold"  # the account is on hold: nothing more on credit
GROUP_BLOCKED = "group_blocked"  # the same of the head of the customer's group
GROUP_HOLD = "group_hold"
PREPAY = "prepay"  # the customer pays before delivery and has not paid enough
OVER_LIMIT = "over_limit"
GROUP_LIMIT = "group_limit"  # the limit that the customer shares with its group
OVERDUE = "overdue"
WATCH = "watch"  # told, never a reason to hold
GROUP_WATCH = "group_watch"
REASONS = (
    BLOCKED, HOLD, GROUP_BLOCKED, GROUP_HOLD, PREPAY, OVER_LIMIT, GROUP_LIMIT, OVERDUE, WATCH, GROUP_WATCH,
)  # fmt: skip

# Modes of an event, from the mildest to the strictest.
MODES = ("off", "warn", "block")

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
    overdue_days: int = 0  # money is late when it is overdue for more days; the figures are counted with it already


def is_milder(policy, other):
    """Return whether a policy lets something pass that another one stops or warns about.

    >>> is_milder(Policy("warn"), Policy("block")), is_milder(Policy("block"), Policy("warn"))
    (True, False)
    >>> is_milder(Policy("block", tolerance=5), Policy("block")), is_milder(Policy("off", tolerance=5), Policy("off"))
    (True, False)
    >>> late = Policy("block", overdue_rule=True, overdue_days=30)
    >>> is_milder(Policy("block"), late), is_milder(late, Policy("block")), is_milder(replace(late, overdue_days=60), late)
    (True, False, True)
    """
    if policy.mode != other.mode:
        return MODES.index(policy.mode) < MODES.index(other.mode)
    if policy.mode == "off":
        return False
    if policy.tolerance > other.tolerance or (other.overdue_rule and not policy.overdue_rule):
        return True
    forgives_more = policy.overdue_amount > other.overdue_amount or policy.overdue_days > other.overdue_days
    return other.overdue_rule and forgives_more


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
    :param policy: how it was judged
    :param group_pending: what earlier documents of the same call add to the group, the customer's own included
    :param group_allowed: the group's limit with its tolerance, None without a group or when that is unlimited
    """

    result: str
    amount: float
    pending: float
    figures: dict
    allowed: float | None
    reasons: tuple = field(default=())
    release: object = None
    policy: Policy | None = None
    group_pending: float = 0.0
    group_allowed: float | None = None

    @property
    def held(self):
        return self.result == HELD

    @property
    def blocked(self):
        """Whether nothing lets the document pass but another status."""
        return not {BLOCKED, GROUP_BLOCKED}.isdisjoint(self.reasons)

    @property
    def total_after(self):
        """Exposure once the document counts, company currency."""
        return self.figures["total"] + self.pending + self.amount

    @property
    def own_left(self):
        """What is left of the customer's own limit once the document counts, None without one; no tolerance."""
        limit = self.figures["limit_amount"]
        return None if limit is None else limit - self.total_after

    @property
    def group_left(self):
        """What is left of the group's limit once the document counts, None without one; no tolerance."""
        limit = self.figures.get("group_limit_amount")
        return None if limit is None else limit - self.figures["group_total"] - self.group_pending - self.amount

    @property
    def left(self):
        """The smaller one of what is left (negative: too much), None when unlimited."""
        return min((left for left in (self.own_left, self.group_left) if left is not None), default=None)

    @property
    def group_binds(self):
        """Whether the group's limit leaves less than the customer's own."""
        return self.group_left is not None and (self.own_left is None or self.group_left < self.own_left)

    @property
    def tolerance(self):
        """What may be used beyond the limit that `left` is counted from."""
        prefix, allowed = ("group_", self.group_allowed) if self.group_binds else ("", self.allowed)
        return (allowed or 0.0) - (self.figures[f"{prefix}limit_amount"] or 0.0)


def decide(policy, figures, amount, pending=0.0, group_pending=None):
    """Judge one document; a document that adds nothing is only stopped by a blocked account.

    :param Policy policy: how this event is checked for the customer
    :param dict figures: the customer's row of the exposure query
    :param float amount: what the document adds to the exposure (prepaid parts already taken off)
    :param float pending: what earlier documents of the same call add
    :param float group_pending: what they add to the customer's group, the same when left out
    :rtype: Verdict
    """
    group_pending = pending if group_pending is None else group_pending
    allowed = _allowed(policy, figures["limit_mode"], figures["limit_amount"])
    group_allowed = _allowed(policy, figures.get("group_limit_mode"), figures.get("group_limit_amount"))
    verdict = Verdict(
        CLEAR, amount, pending, figures, allowed, policy=policy, group_pending=group_pending, group_allowed=group_allowed
    )
    against = tuple(_reasons(policy, verdict))
    told = against or ((_by_whom(figures, WATCH, GROUP_WATCH),) if _status(figures) == "watch" else ())
    result = CLEAR
    if against:
        result = HELD if policy.mode == "block" else WARNED
    elif told:
        result = WARNED
    return replace(verdict, result=result, reasons=told)


def _status(figures):
    """The status of the customer, or that of its group's head if it is stricter."""
    return figures.get("group_status") or figures["status"]


def _by_whom(figures, own, group):
    """The reason for the status: the customer's own one, or the group's where its head is stricter."""
    return own if _status(figures) == figures["status"] else group


def _allowed(policy, mode, amount):
    """A limit with its tolerance; prepayment knows no tolerance. None where nothing is limited."""
    if mode == "prepay":
        return 0.0
    if mode != "limited":
        return None
    return round(amount * (1 + policy.tolerance / 100.0), policy.digits)


def _reasons(policy, verdict):
    figures, amount = verdict.figures, verdict.amount
    if _status(figures) == "blocked":
        yield _by_whom(figures, BLOCKED, GROUP_BLOCKED)
    if round(amount, policy.digits) <= 0:
        return
    if _status(figures) == "hold":
        yield _by_whom(figures, HOLD, GROUP_HOLD)
    if verdict.allowed is not None and round(verdict.total_after, policy.digits) > verdict.allowed:
        yield PREPAY if figures["limit_mode"] == "prepay" else OVER_LIMIT
    if verdict.group_allowed is not None:
        group_after = figures["group_total"] + verdict.group_pending + amount
        if round(group_after, policy.digits) > verdict.group_allowed:
            yield GROUP_LIMIT
    if policy.overdue_rule and round(figures["overdue_late"], policy.digits) > policy.overdue_amount:
        yield OVERDUE


def clearance(verdict):
    """What would let a held document pass, in figures; what only people can decide (status) is left out.

    :return: pay: money that has to come in; late: the part of it that must go to late items; smaller: what the document may
        put on credit as things are, None when its size is not what matters; limit: how much higher the limit would have
        to be, None when no limit is in the way
    :rtype: dict
    """
    policy, figures, reasons = verdict.policy, verdict.figures, verdict.reasons
    excess = [0.0]
    if PREPAY in reasons or OVER_LIMIT in reasons:
        excess.append(verdict.total_after - verdict.allowed)
    if GROUP_LIMIT in reasons:
        excess.append(figures["group_total"] + verdict.group_pending + verdict.amount - verdict.group_allowed)
    over = round(max(excess), policy.digits)
    late = round(figures["overdue_late"] - policy.overdue_amount, policy.digits) if OVERDUE in reasons else 0.0
    status = next((status for status in (BLOCKED, HOLD) if {status, f"group_{status}"}.intersection(reasons)), None)
    size_matters = over > 0 and not status and OVERDUE not in reasons
    smaller = round(verdict.amount - over, policy.digits) if size_matters else 0.0
    return {
        "pay": max(over, late),
        "late": late,
        "smaller": smaller if smaller > 0 else None,
        "limit": round(over / (1 + policy.tolerance / 100.0), policy.digits) if over > 0 and PREPAY not in reasons else None,
        "status": status,
    }

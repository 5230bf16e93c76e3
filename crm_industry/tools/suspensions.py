"""Suspensions of a subscription that hold at one time: {cause: level}. Each is begun and lifted for itself."""

STRENGTH = {"one_way": 1, "two_way": 2}


def strongest(holds):
    """Return (level, cause) of the strongest suspension, of the first one where several are as strong; (False, False) if none."""
    if not holds:
        return False, False
    cause = max(holds, key=lambda each: STRENGTH[holds[each]])
    return holds[cause], cause


def after(holds, verb, cause):
    """Return the suspensions that a step for a cause leaves, or None when it changes nothing or makes no sense.

    >>> after({}, "suspend_one_way", "arrears")
    {'arrears': 'one_way'}
    >>> after({"arrears": "one_way", "loss": "two_way"}, "resume", "loss")
    {'arrears': 'one_way'}
    >>> after({"arrears": "one_way"}, "resume", "loss")
    """
    level = holds.get(cause)
    if verb == "suspend_one_way":
        return None if level else holds | {cause: "one_way"}
    if verb == "suspend_two_way":
        return None if level == "two_way" else holds | {cause: "two_way"}
    if verb == "ease":
        return holds | {cause: "one_way"} if level == "two_way" else None
    if verb == "resume":
        return {other: kept for other, kept in holds.items() if other != cause} if level else None
    return holds

"""A network system that is none: what it answers follows from the end of the number alone."""

REFUSES, FAILS_ONCE, LATE, LOSES_ANSWER = "999", "998", "997", "996"


def answer(number, attempt):
    """Return what the simulated network answers to a message.

    ==== ===========================================================================
    End  Answer
    ==== ===========================================================================
    999  refused for good
    998  unreachable at first, acknowledged by the second attempt
    997  accepted at first, acknowledged later (or by the second attempt)
    996  done, but the first answer is lost on its way; acknowledged by the second attempt
    else acknowledged at once
    ==== ===========================================================================

    :param str number: what the message is about
    :param int attempt: how often it has been sent, 1 at first
    :return: "acknowledged", "accepted", "refused" or "failed", and a text
    """
    if number.endswith(REFUSES):
        return "refused", "Refused by the simulator: the number ends with 999."
    if attempt == 1 and number.endswith(FAILS_ONCE):
        return "failed", "The simulator is unreachable: the number ends with 998."
    if attempt == 1 and number.endswith(LOSES_ANSWER):
        return "failed", "The simulator's answer was lost: the number ends with 996."
    if attempt == 1 and number.endswith(LATE):
        return "accepted", "The simulator answers later: the number ends with 997."
    return "acknowledged", "Done by the simulator."

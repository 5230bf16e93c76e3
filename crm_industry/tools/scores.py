"""How satisfied customers say that they are, 1 to 5."""

from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_number


def as_score(env, score):
    """Return what a client gives as a score, as a whole number.

    :param score: anything; 1 very dissatisfied to 5 very satisfied
    :raise UserError: it is no score
    """
    number = as_number(env, score)
    if number not in (1, 2, 3, 4, 5):
        raise UserError(env._("Give a score from 1 to 5."))
    return int(number)

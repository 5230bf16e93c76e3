"""Numbers that tests may use: each call gives another one."""

from itertools import count

from stdnum.cn import ric, uscc

_people, _companies, _mobiles, _lines = count(1), count(1), count(1), count(1)


def resident_id():
    """Return the number of a resident identity card."""
    body = f"36042619910101{next(_people):03}"
    return body + ric.calc_check_digit(f"{body}0")


def business_licence():
    """Return the unified social credit code of a company."""
    body = f"91310000{next(_companies):09}"
    return body + uscc.calc_check_digit(body)


def mobile_number():
    """Return a mobile number of no beautiful grade."""
    return f"+86139{next(_mobiles):05}271"


def line_number():
    """Return a number of a fixed line in Shanghai."""
    return f"+86216{next(_lines):04}271"

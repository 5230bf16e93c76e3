"""Chinese cities as Odoo's list names them: the city with its county behind it."""

import re

CITY = re.compile(r"^(.+?(?:自治州|地区|盟|市))(.*)$")


def split_city(name):
    """Return (city, county) of 苏州市昆山市, (None, name) of a county without a city: a district of Beijing."""
    match = CITY.match(name)
    return (match[1], match[2] or None) if match else (None, name)

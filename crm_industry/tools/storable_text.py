"""Texts from outside that a database keeps. No Odoo here."""


def storable(text):
    """Return the text without outer spaces and without what PostgreSQL cannot keep.

    >>> storable(" a\\x00b ")
    'ab'
    """
    return text.replace("\x00", "").encode("utf-8", "ignore").decode().strip()

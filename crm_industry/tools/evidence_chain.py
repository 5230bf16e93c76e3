"""A chain of evidence: each line's hash covers its content and the hash of the line before. No Odoo here."""

import hashlib
import json

START = "0" * 64


def canonical(content):
    """Return the one text that stands for a content: keys sorted, no spaces, every letter as it is.

    >>> canonical({"b": 1, "a": "货"})
    '{"a":"货","b":1}'
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link(previous, text):
    """Return the SHA-256 of a line in hexadecimal digits.

    :param previous: hash of the line before, ``START`` for the first one
    :param text: canonical content of the line
    """
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def digest(data):
    """Return the SHA-256 of the bytes of a file."""
    return hashlib.sha256(data or b"").hexdigest()


def first_broken(lines):
    """Return the position of the first line that doesn't fit, None when all do.

    :param lines: iterable of (hash of the line before, content, hash) in order
    """
    expected = START
    for position, (previous, text, found) in enumerate(lines):
        if previous != expected or found != link(previous, text):
            return position
        expected = found
    return None

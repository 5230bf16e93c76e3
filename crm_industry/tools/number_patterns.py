"""Patterns of telephone numbers, as people in shops write them: *8888, *AABB, *ABCD, 138*. No Odoo here.

A digit is itself, ``?`` any digit, ``*`` any digits, also none. Equal letters are equal digits; letters in the order of the
alphabet alone (ABC, DCBA) are digits that count up or down.
"""

import re

LONGEST = 40
_PATTERN = re.compile(r"[0-9A-J?*]+")
_RUN = "01234567890"


def clean_pattern(text):
    """Return a pattern without spaces, in capitals.

    :raise ValueError: it has other signs than digits, the letters A to J, ? and *, or too many
    """
    pattern = "".join(text.split()).upper().replace("？", "?").replace("＊", "*")
    if not _PATTERN.fullmatch(pattern) or len(pattern) > LONGEST:
        raise ValueError(text)
    return pattern


def pattern_regex(text):
    """Return the regular expression that a number of a pattern meets from its first to its last digit.

    Python and PostgreSQL read it in the same way.

    >>> pattern_regex("*8888"), pattern_regex("*AABB")
    ('^[0-9]*8888$', '^[0-9]*([0-9])(?:\\\\1)([0-9])(?:\\\\2)$')

    :raise ValueError: see `clean_pattern`
    """
    pattern = clean_pattern(text)
    pieces = [_piece(piece) for piece in (re.findall(r"[A-J]+|[^A-J]+", pattern) if _is_run(pattern) else [pattern])]
    return f"^{''.join(pieces)}$"


def _letters(pattern):
    return re.sub(r"[^A-J]", "", pattern)


def _is_run(pattern):
    """Whether the letters of a pattern stand together and count up or down."""
    letters = _letters(pattern)
    rising = "ABCDEFGHIJ"[: len(letters)]
    return len(letters) > 2 and letters in (rising, rising[::-1]) and letters in pattern


def _piece(piece):
    letters = _letters(piece)
    if letters and _is_run(piece):
        return _run_regex(len(letters), letters[0] != "A")
    groups, regex = {}, []
    for sign in piece:
        if sign in groups:
            # A digit that follows must not become part of the reference.
            regex.append(f"(?:\\{groups[sign]})")
        elif sign.isalpha():
            groups[sign] = len(groups) + 1
            regex.append("([0-9])")
        else:
            regex.append({"?": "[0-9]", "*": "[0-9]*"}.get(sign, sign))
    return "".join(regex)


def _run_regex(length, falling):
    return f"(?:{'|'.join(_runs(length, falling))})"


def _runs(length, falling):
    runs = [_RUN[start : start + length] for start in range(len(_RUN) - length + 1)]
    return [run[::-1] for run in runs] if falling else runs


def has_letters(pattern):
    """Return whether a clean pattern has letters, which LIKE can't express."""
    return bool(_letters(pattern))


def pattern_like(pattern):
    """Return what a clean pattern without letters is for LIKE; one without * is looked for anywhere.

    >>> pattern_like("138*"), pattern_like("520"), pattern_like("*88?8")
    ('138%', '%520%', '%88_8')
    """
    whole = pattern if "*" in pattern else f"*{pattern}*"
    return whole.replace("*", "%").replace("?", "_")


def pattern_tail(pattern):
    """Return how numbers of a clean pattern end, None where that is not all it says.

    >>> pattern_tail("*AABB"), pattern_tail("138*")
    ('AABB', None)
    """
    return pattern[1:] if pattern.startswith("*") and "*" not in pattern[1:] else None


def spelled_out(tail):
    """Return the tails without letters that a tail stands for, None where these are many.

    >>> spelled_out("8AA")[:2], spelled_out("ABCDEFGHI"), spelled_out("AABB")
    (['800', '811'], ['012345678', '123456789', '234567890'], None)
    """
    letters = _letters(tail)
    if _is_run(tail):
        return [tail.replace(letters, run) for run in _runs(len(letters), letters[0] != "A")]
    if len(set(letters)) > 1:
        return None
    return [tail.replace(letters[0], digit) for digit in "0123456789"] if letters else [tail]


def equal_places(tail):
    """Return the pairs of places, counted from the end, that have the same digit in numbers with a tail.

    >>> equal_places("AAB8B")
    [(1, 3), (4, 5)]
    """
    places = {}
    for place, sign in enumerate(reversed(tail), 1):
        if sign.isalpha():
            places.setdefault(sign, []).append(place)
    return [(first, other) for first, *others in places.values() for other in others]


def endings(tail, length):
    """Return how numbers with a tail may end, in so many digits; None where that is too many ways.

    >>> endings("7AAAA", 4)[:2], len(endings("AABB", 4)), endings("8?88", 4), endings("88", 4)
    (['0000', '1111'], 100, None, None)
    """
    end = tail[-length:]
    letters = sorted(set(_letters(end)))
    if len(end) < length or "?" in end or (len(letters) > 2 and not _is_run(tail)):
        return None
    if spelled := spelled_out(tail):
        return sorted({each[-length:] for each in spelled})
    ways = [end]
    for letter in letters:
        ways = [way.replace(letter, digit) for way in ways for digit in "0123456789"]
    return ways

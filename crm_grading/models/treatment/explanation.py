"""What is worth telling about a result: plain functions over plain data."""


def ranked_differences(dimensions, count):
    """Return the indicators that lift the customer most above its peers, and those that pull it most below.

    >>> shown = [{"indicators": [{"code": "a", "difference": 2.0}, {"code": "b", "difference": -1.0},
    ...                          {"code": "c", "difference": None}, {"code": "d", "difference": 3.0}]}]
    >>> above, below = ranked_differences(shown, 1)
    >>> [item["code"] for item in above], [item["code"] for item in below]
    (['d'], ['b'])
    """
    known = [
        indicator for dimension in dimensions for indicator in dimension["indicators"] if indicator["difference"] is not None
    ]
    ordered = sorted(known, key=lambda indicator: indicator["difference"])
    below = [indicator for indicator in ordered if indicator["difference"] < 0]
    above = [indicator for indicator in reversed(ordered) if indicator["difference"] > 0]
    return above[:count], below[:count]


def gap_to_next(grades, grade_id, total, cuts):
    """Return (grade id, its lowest total, points missing) of the next better grade that somebody in the group has.

    :param grades: frozen grades, best first
    :param grade_id: the computed grade
    :param cuts: {grade code: lowest total that got it}

    >>> grades = [{"id": 1, "code": "A"}, {"id": 2, "code": "B"}, {"id": 3, "code": "C"}]
    >>> gap_to_next(grades, 3, 61.0, {"A": 90.0, "C": 50.0})
    (1, 90.0, 29.0)
    >>> gap_to_next(grades, 1, 95.0, {"A": 90.0}) is None
    True
    """
    better = []
    for grade in grades:
        if grade["id"] == grade_id:
            break
        better.append(grade)
    else:
        return None
    for grade in reversed(better):
        cut = cuts.get(grade["code"])
        if cut is not None and total is not None:
            return grade["id"], cut, max(round(cut - total, 4), 0.0)
    return None

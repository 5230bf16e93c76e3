"""Many record numbers as a short text: 1-500, 502."""


def to_ranges(ids):
    """Return numbers in order, with runs of them joined."""
    runs = []
    for number in sorted(set(ids)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)

def read_write(_controller, _rule, _arguments):
    """Say that a route writes though the one that it extends only reads: the log of exports."""
    return False

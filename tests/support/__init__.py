"""Tools of the whole-system tests: real databases, real server processes, real clients."""

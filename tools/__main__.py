"""``python3 -m tools VERB``."""

import argparse
import errno
import os
import sys

from . import bench, cleaning, demo, linting, odoo_process, paths, testing, translating
from .messages import Problem


def main(arguments):
    """Run one verb; return the exit status."""
    if arguments[:1] == ["odoo"]:  # its options are Odoo's own
        return odoo_process.interactive(arguments[1:])
    if arguments[:1] == ["bench"]:  # its options are those of tests/bench
        return bench.run(arguments[1:])
    options = _parser().parse_args(arguments)
    return options.run(options) or 0


def _parser():
    parser = argparse.ArgumentParser(prog="python3 -m tools", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    started = verbs.add_parser("demo", help="start Odoo with the demo company")
    started.add_argument("--fresh", action="store_true", help="throw away the demo's data first")
    started.set_defaults(run=lambda options: demo.start(options.fresh))
    tested = verbs.add_parser("test", help="run all tests, or those named")
    tested.add_argument("only", nargs="*", help="/addon:Class.method or a path below tests/")
    tested.set_defaults(run=lambda options: testing.run(options.only))
    for verb, run, text in (
        ("lint", linting.run, "check the code"),
        ("translations", translating.run, "bring the translation files in step with the addons"),
        ("stop", cleaning.stop, "stop the demo and the database cluster"),
        ("clean", cleaning.clean, "remove the cache folder with all databases"),
    ):
        verbs.add_parser(verb, help=text).set_defaults(run=lambda _options, run=run: run())
    verbs.add_parser("bench", help="measure")
    verbs.add_parser("odoo", help="run any Odoo command (bin/odoo)")
    return parser


def _keep_bytecode():
    """All Python programs that are started keep what they compile, in the cache: half of Odoo's start is compiling."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(paths.cache() / paths.BYTECODE)


def _guarded(arguments):
    """Turn what the user can mend into one line."""
    _keep_bytecode()
    try:
        return main(arguments)
    except Problem as problem:
        line = str(problem)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        line = f"{error.strerror}: {error.filename or 'writing failed'}"
    except KeyboardInterrupt:
        line = "interrupted"
    print(f"\nProblem: {line}", file=sys.stderr)
    return 1


sys.exit(_guarded(sys.argv[1:]))

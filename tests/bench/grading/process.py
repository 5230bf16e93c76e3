"""The Odoo process that measures: who it is, what it leaves behind, and its memory."""

import contextlib
import resource
import time
from pathlib import Path

KIB = 1024


def as_manager(env, company):
    """:return: (env, company) of the administrator in the company and its branches"""
    companies = env["res.company"].search([("id", "child_of", company.id)])
    env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": [company.id, *(companies - company).ids]})
    return env, company.with_env(env)


class _Undo(Exception):
    pass


@contextlib.contextmanager
def undone(env):
    """Context whose changes of the database are taken back."""
    with contextlib.suppress(_Undo), env.cr.savepoint(flush=False):
        yield
        raise _Undo
    env.invalidate_all(flush=False)


class Cost:
    """Context that measures seconds and by how much the memory of this process grew at its peak, in MB."""

    def __enter__(self):
        self.before = _resident()
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_error):
        self.seconds = time.perf_counter() - self.start
        self.megabytes = max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self.before) / KIB


def _resident():
    """:return: KiB of memory in use"""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0

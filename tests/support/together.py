"""Clients that call at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.support.rpc import RpcError


def together(*calls):
    """Let all functions go at once, each in a thread.

    :return: for each in turn its result, or the ``RpcError`` that it raised
    """
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except RpcError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))

"""What the server knows about the customer's words while it takes them in, from a mail or a page of the portal.

A variable of this process, so that no client can set it, as it could a key of the context.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

_taken_in = ContextVar("crm_industry_incoming_words", default=None)


@dataclass(frozen=True)
class IncomingWords:
    """The mail that is being taken in, if any, and what it began.

    :param is_automatic: a machine wrote it, as its headers say
    :param wants_no_answer: nobody would read an answer that a machine gives
    :param digest: of what is in the mail, to tell it from others that bear its number
    :param begun: ids of the complaints whose first message comes next: it is what was received, no further word
    """

    is_automatic: bool = False
    wants_no_answer: bool = False
    digest: str = ""
    begun: set[int] = field(default_factory=set)


def incoming_words():
    """Return what is being taken in, nothing special outside of `taking_in`."""
    return _taken_in.get() or IncomingWords()


@contextmanager
def taking_in(words):
    """Let whatever happens inside know ``words``, an `IncomingWords`."""
    token = _taken_in.set(words)
    try:
        yield words
    finally:
        _taken_in.reset(token)

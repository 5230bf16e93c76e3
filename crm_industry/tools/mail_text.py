"""What strangers send by e-mail, made fit to be stored and read. Plain functions; HTML in, HTML out."""

import codecs
import hashlib
import re

from odoo.tools import email_normalize, html2plaintext, html_sanitize, plaintext2html

# More of a mail is not taken into a field; the message keeps all of it.
LONGEST_TEXT = 20_000
LONGEST_LINE = 200
AUTOMATIC = ("bulk", "junk", "auto_reply")
# Who reads no answers.
ROBOT = re.compile(r"(mailer-daemon|postmaster|(no|do-?not)[-_.]?reply|bounces?)([-+_.=].*)?", re.IGNORECASE)


def storable(text):
    """Return ``text`` without what a database can't hold: NUL and halves of characters."""
    return (text or "").replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def one_line(text):
    """Return the beginning of ``text`` as one line."""
    line = " ".join(storable(text).split())
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def words_of(body):
    """Return the words of a mail as plain HTML: no scripts, styles, pictures or links that load something."""
    # Ten times as much markup as words is a lot.
    text = html2plaintext(html_sanitize(storable(body)[: LONGEST_TEXT * 10])).strip()
    return plaintext2html(text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} …")


def is_automatic(headers):
    """Tell whether a machine answered, not a person.

    :param headers: mapping of the mail's headers
    """
    submitted = str(headers.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
    precedence = str(headers.get("Precedence") or "").strip().lower()
    return submitted != "no" or precedence in AUTOMATIC or "X-Autoreply" in headers or "X-Autorespond" in headers


def wants_no_answer(headers):
    """Tell whether nobody would read an answer that a machine gives to a mail, or another machine would answer it (RFC 3834).

    :param headers: mapping of the mail's headers
    """
    sender = email_normalize(str(headers.get("From") or "")) or ""
    suppressed = {word.strip() for word in str(headers.get("X-Auto-Response-Suppress") or "").lower().split(",")}
    return (
        is_automatic(headers)
        or str(headers.get("Precedence") or "").strip().lower() == "list"
        or "List-Id" in headers
        or "List-Unsubscribe" in headers
        or str(headers.get("Return-Path") or "").strip() == "<>"
        or not suppressed.isdisjoint(("all", "autoreply"))
        or bool(ROBOT.fullmatch(sender.partition("@")[0]))
    )


def content_digest(message):
    """Return a digest of what is in a mail: its texts and files, whatever servers have added to the headers on the way.

    :param message: email.message.Message
    """
    digest = hashlib.sha256()
    for part in message.walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True) or b""
            digest.update(hashlib.sha256(part.get_content_type().encode("utf-8", "replace") + b"\n" + content).digest())
    return digest.hexdigest()


def use_known_charsets(message):
    """Have the parts of a mail that are in no encoding of this world read as UTF-8.

    :param message: email.message.Message
    """
    for part in message.walk():
        charset = part.get_content_charset()
        try:
            codecs.lookup(charset or "utf-8")
        except (LookupError, ValueError):
            part.set_param("charset", "utf-8")

"""What strangers send by e-mail, made fit to be stored and read. Plain functions; HTML in, HTML out."""

from odoo.tools import html2plaintext, html_sanitize, plaintext2html

# More of a mail is not taken into a field; the message keeps all of it.
LONGEST_TEXT = 20_000
LONGEST_LINE = 200
AUTOMATIC = ("bulk", "junk", "auto_reply")


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

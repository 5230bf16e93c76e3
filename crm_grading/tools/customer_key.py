"""What makes two customer records the same customer: keys of code, phone and name.

Plain functions without Odoo: text in, key or None out. Two spellings of one thing give one key;
typing errors are not corrected.
"""

import re
import unicodedata

from stdnum.cn import uscc

CODE_LENGTH = 18
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
HOME_PREFIX = "86"

# Longer keys would say nothing more and could not be indexed.
MAX_CODE = 40
MAX_PHONE = 20
MAX_NAME = 120
# Shorter texts ("n/a", a short number inside a house) say nothing about who it is.
MIN_CODE = 6
MIN_PHONE = 7
MIN_NAME = 2

# Two characters for the registering office and the kind, six digits for the region.
UNIFIED_CODE = re.compile(rf"[{CODE_ALPHABET}]{{2}}\d{{6}}[{CODE_ALPHABET}]{{10}}")

DASHES = re.compile(r"[\u2010-\u2015\u2212\u30fc]")
SEVERAL_NUMBERS = re.compile(r"[/;,、|]")
EXTENSION = re.compile(r"(?:ext|x|#|转|轉|分机|分機|内线|內線).*$", re.IGNORECASE)
# 021-55556666-801: a short group after a whole number is an extension.
DASHED_EXTENSION = re.compile(r"(\d{7,8})-\d{1,5}$")

LEGAL_FORM_ZH = re.compile(
    r"(?:股份有限公司|有限责任公司|有限責任公司|有限公司|股份公司)$"
)
LEGAL_FORMS = frozenset(
    "ag bv co coltd company corp corporation gmbh inc incorporated kg limited llc llp ltd ltda"
    " nv plc pte pty pvt sa sarl sas spa srl".split()
)


def code_key(*codes):
    """Return the key of the first unified social credit code among ``codes``.

    Without one, the first other code that can identify a company; ``None`` without any.
    """
    keys = [_plain_code(code) for code in codes]
    for key in keys:
        if UNIFIED_CODE.fullmatch(key):
            return key
    for key in keys:
        if len(key) >= MIN_CODE and re.search(r"\d", key) and len(set(key)) > 1:
            return key[:MAX_CODE]
    return None


def is_unified_code(code):
    """Tell whether ``code`` has the form of a unified social credit code, check digit aside."""
    return bool(UNIFIED_CODE.fullmatch(_plain_code(code)))


def code_problem(code):
    """Tell what is wrong with a unified social credit code.

    :return: ``None`` when it is right, else one of ``("length", number of characters)``,
        ``("character", the wrong one)``, ``("region", the part that should be digits)``,
        ``("check", the check character it should end with)``
    """
    code = _plain_code(code)
    if len(code) != CODE_LENGTH:
        return "length", len(code)
    strange = next((char for char in code if char not in CODE_ALPHABET), None)
    if strange:
        return "character", strange
    if not code[2:8].isdigit():
        return "region", code[2:8]
    # Not stdnum's validate(): it refuses the letters that some offices begin with (N2, Y1).
    expected = uscc.calc_check_digit(code[:-1])
    return None if code[-1] == expected else ("check", expected)


def phone_key(phone, prefix=HOME_PREFIX):
    """Return the digits of ``phone`` with its country prefix, ``None`` if it is no number.

    :param prefix: country prefix of numbers that are written without one
    """
    text = DASHES.sub("-", unicodedata.normalize("NFKC", phone or ""))
    text = EXTENSION.sub("", SEVERAL_NUMBERS.split(text)[0]).strip()
    text = DASHED_EXTENSION.sub(r"\1", text)
    digits = re.sub(r"\D", "", text)
    abroad = text.lstrip("(").startswith(("+", "00"))
    digits = digits.lstrip("0")
    if digits.startswith(prefix) and (abroad or len(digits) - len(prefix) >= 10):
        digits, abroad = digits.removeprefix(prefix).lstrip("0"), False
    if len(digits) < MIN_PHONE or len(set(digits)) == 1:
        return None
    return (digits if abroad else prefix + digits)[:MAX_PHONE]


def name_key(name):
    """Return ``name`` without width, case, accents, spaces, punctuation and legal form."""
    text = unicodedata.normalize("NFKD", name or "").casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    words = [word for word in re.split(r"[\W_]+", re.sub(r"[.'’]", "", text)) if word]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    joined = "".join(words)
    key = LEGAL_FORM_ZH.sub("", joined) or joined
    return key[:MAX_NAME] if len(key) >= MIN_NAME else None


def _plain_code(code):
    """Return ``code`` in half-width capitals and digits, without the prefix CN."""
    text = unicodedata.normalize("NFKC", code or "").upper()
    text = "".join(char for char in text if char.isalnum())
    return text[2:] if text.startswith("CN") and len(text) == CODE_LENGTH + 2 else text

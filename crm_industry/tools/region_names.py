"""Names of regions as people write them into addresses, brought to one form."""

import re
import unicodedata
from functools import lru_cache

PEOPLES = (
    "土家族|苗族|藏族|羌族|彝族|回族|蒙古族|蒙古|哈萨克|柯尔克孜|朝鲜族|布依族|侗族|壮族|白族|傣族|景颇族|傈僳族|哈尼族|维吾尔"
)
# What Chinese names of provinces and cities end with and people leave out. Districts and counties keep theirs: 朝阳区 and
# 朝阳市 are two places.
CHINESE_ENDING = re.compile(rf"(?:特别行政区|(?:{PEOPLES})*自治[区州]|地区|盟|省|市)$")
ENGLISH_ENDING = re.compile(
    r"\s(?:province|city|municipality|prefecture|autonomous region|special administrative region|sar|shi|sheng)\s*$"
)
NO_LETTERS = re.compile(r"[\W_]+")
SHORTEST = 2
# More than the names of a country with its counties; they are asked for again whenever regions change.
REMEMBERED = 20_000


def plain_name(text):
    """Return a name without what differs by spelling only: case, width, accents, spaces and signs."""
    text = unicodedata.normalize("NFKD", text or "").casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return NO_LETTERS.sub("", text)


def name_key(text):
    """Return the plain form of a name without the ending of a province or city."""
    plain = plain_name(ENGLISH_ENDING.sub("", (text or "").casefold()))
    short = CHINESE_ENDING.sub("", plain)
    return short if len(short) >= SHORTEST else plain


@lru_cache(maxsize=REMEMBERED)
def name_keys(text):
    """Return the forms of a name by which a region is found, the exact one first: 吉林省 and 吉林市 have the same key."""
    return tuple(dict.fromkeys((plain_name(text), name_key(text))))


def find_region(names, parents, text, within=None):
    """Return the smallest region that a text names: itself, or by what it begins with (苏州市昆山市, Suzhou, Jiangsu).

    :param names: {key of a name: region, or None when several have it}
    :param parents: {region: region that it is a part of}
    :param text: as people write it
    :param within: region that must contain the one found
    """
    for key, rest in _beginnings(text):
        region = names.get(key)
        if region and (within is None or _is_part(parents, region, within)):
            return (rest and find_region(names, parents, rest, region)) or region
    return None


def split_aliases(text):
    """Return the names of a text that separates them by commas or lines."""
    return [name for name in (part.strip() for part in re.split(r"[,，;；、\n]", text or "")) if name]


def _beginnings(text):
    """Yield (key, rest) of what a text may begin with, longest first.

    Only where no spaces part the words; of names in Latin letters each is tried as a whole.
    """
    yield from ((key, "") for key in name_keys(text))
    if plain_name(text).isascii():
        parts = split_aliases(text)
        yield from ((key, "") for part in parts if len(parts) > 1 for key in name_keys(part))
    else:
        for end in range(len(text) - 1, SHORTEST - 1, -1):
            yield from ((key, text[end:].strip(" ,，")) for key in name_keys(text[:end]))


def _is_part(parents, region, whole):
    while region and region != whole:
        region = parents.get(region)
    return region == whole

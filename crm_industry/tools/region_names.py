"""Names of regions as people write them into addresses, brought to one form."""

import re
import unicodedata

PEOPLES = (
    "土家族|苗族|藏族|羌族|彝族|回族|蒙古族|蒙古|哈萨克|柯尔克孜|朝鲜族|布依族|侗族|壮族|白族|傣族|景颇族|傈僳族|哈尼族|维吾尔"
)
# What Chinese names of provinces and cities end with and people leave out. Districts and counties keep theirs: 朝阳区 and
# 朝阳市 are two places.
CHINESE_ENDING = re.compile(rf"(?:特别行政区|(?:{PEOPLES})*自治[区州]|地区|盟|省|市)$")
ENGLISH_WORDS = re.compile(
    r"\b(?:province|city|municipality|prefecture|autonomous region|special administrative region|sar|shi|sheng)\b"
)
NO_LETTERS = re.compile(r"[\W_]+")
SHORTEST = 2


def plain_name(text):
    """Return a name without what differs by spelling only: case, width, accents, spaces and signs."""
    text = unicodedata.normalize("NFKD", text or "").casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    words = ENGLISH_WORDS.sub(" ", text)
    return NO_LETTERS.sub("", words) or NO_LETTERS.sub("", text)


def name_key(text):
    """Return the form of a name by which regions are found: plain, without the ending of a province or city."""
    plain = plain_name(text)
    short = CHINESE_ENDING.sub("", plain)
    return short if len(short) >= SHORTEST else plain


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
    yield name_key(text), ""
    if plain_name(text).isascii():
        parts = split_aliases(text)
        yield from ((name_key(part), "") for part in parts if len(parts) > 1)
    else:
        for end in range(len(text) - 1, SHORTEST - 1, -1):
            yield name_key(text[:end]), text[end:].strip(" ,，")


def _is_part(parents, region, whole):
    while region and region != whole:
        region = parents.get(region)
    return region == whole

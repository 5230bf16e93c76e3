from odoo.tests import BaseCase, tagged

from ...tools.china_cities import provinces
from ...tools.id_ranges import to_ranges
from ...tools.region_names import find_region, name_keys, plain_name, split_aliases

NAMES = {"江苏": 1, "jiangsu": 1, "苏州": 2, "suzhou": 2, "昆山": 2, "南京": 3, "北京": 4, "鼓楼区": None, "恩施": 5}
PARENTS = {1: 10, 2: 1, 3: 1, 4: 10, 5: 10}


@tagged("post_install", "-at_install")
class TestRegionNames(BaseCase):
    """Names of addresses; no database."""

    def find(self, text):
        return find_region(NAMES, PARENTS, text)

    def test_endings_case_and_spaces_make_no_difference(self):
        for text in ("苏州", "苏州市", " 苏 州 市 ", "Suzhou", "SUZHOU", "Suzhou City", "suzhou shi"):
            self.assertEqual(self.find(text), 2, text)

    def test_names_of_autonomous_parts(self):
        for text in ("恩施", "恩施州", "恩施土家族苗族自治州"):
            self.assertEqual(self.find(text), 5, text)

    def test_the_smallest_region_is_found(self):
        self.assertEqual(self.find("江苏省苏州市"), 2)
        self.assertEqual(self.find("江苏省苏州市昆山市"), 2)
        self.assertEqual(self.find("Suzhou, Jiangsu"), 2)

    def test_a_street_named_after_another_city_means_nothing(self):
        self.assertEqual(self.find("南京市北京西路"), 3)

    def test_what_several_have_or_nobody_finds_nothing(self):
        for text in ("鼓楼区", "Atlantis", "?", "市"):
            self.assertFalse(self.find(text), text)

    def test_same_key_of_province_and_city_has_an_exact_form_before(self):
        self.assertEqual(name_keys("吉林省"), ("吉林省", "吉林"))
        self.assertEqual(name_keys("吉林市"), ("吉林市", "吉林"))

    def test_accents_and_signs(self):
        self.assertEqual(plain_name("Xi'an"), "xian")
        self.assertEqual(plain_name("Lüliang"), "luliang")
        self.assertEqual(split_aliases("a, b；c\nd、"), ["a", "b", "c", "d"])

    def test_table_of_china(self):
        table = provinces()
        codes = [code for _letters, code, _names, cities in table for code in (code, *(city[0] for city in cities))]
        self.assertEqual(len(table), 34)
        self.assertEqual(len(codes), len(set(codes)))
        self.assertEqual({len(code) for code in codes}, {6})
        [jiangsu] = [cities for letters, _code, _names, cities in table if letters == "JS"]
        self.assertEqual(jiangsu[0], ("320100", "南京市", ["Nanjing", "Nanking"]))
        self.assertEqual(len(jiangsu), 13)

    def test_numbers_as_ranges(self):
        self.assertEqual(to_ranges([5, 1, 2, 3, 9, 9, 10]), "1-3, 5, 9-10")
        self.assertEqual(to_ranges([]), "")

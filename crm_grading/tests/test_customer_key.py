"""Vectors of the customer keys; no database is needed."""

from odoo.tests import BaseCase, tagged

from ..tools import customer_key

# Real codes: China National Petroleum, Huawei, Tencent.
PETROLEUM = "91110000600037341L"
HUAWEI = "914403001922038216"


@tagged("post_install", "-at_install")
class TestCodeKey(BaseCase):
    def test_spellings_of_one_code(self):
        for text in (
            "91110000600037341L",
            "91110000600037341l",
            " 9111 0000 6000 37341L ",
            "91110000-600037341-L",
            "９１１１００００６０００３７３４１Ｌ",
            "CN91110000600037341L",
            "cn 91110000600037341l",
        ):
            self.assertEqual(customer_key.code_key(text), PETROLEUM, text)
            self.assertTrue(customer_key.is_unified_code(text), text)

    def test_typing_errors_are_not_corrected(self):
        self.assertEqual(customer_key.code_key("9111OOOO600037341L"), "9111OOOO600037341L")
        self.assertFalse(customer_key.is_unified_code("9111OOOO600037341L"))

    def test_the_code_is_found_in_either_field(self):
        self.assertEqual(customer_key.code_key(None, PETROLEUM), PETROLEUM)
        self.assertEqual(customer_key.code_key(PETROLEUM, "110000001234567"), PETROLEUM)
        self.assertEqual(customer_key.code_key("110000001234567", PETROLEUM), PETROLEUM)

    def test_other_codes_count_when_they_can_identify(self):
        self.assertEqual(customer_key.code_key("BE 0477.472.701"), "BE0477472701")
        self.assertEqual(customer_key.code_key(None, "110000001234567"), "110000001234567")
        for text in (None, False, "", "/", "n/a", "unknown", "000000000", "12345"):
            self.assertIsNone(customer_key.code_key(text), text)

    def test_right_codes_have_no_problem(self):
        # The last is of a village collective: its office letter N is unknown to stdnum.
        for code in (PETROLEUM, HUAWEI, "９１１１００００６０００３７３４１ｌ", "N2110105MF1234567G"):
            self.assertIsNone(customer_key.code_problem(code), code)

    def test_problems_are_named(self):
        self.assertEqual(customer_key.code_problem("911100006000373410"), ("check", "L"))
        self.assertEqual(customer_key.code_problem("9111000060003734L"), ("length", 17))
        self.assertEqual(customer_key.code_problem(PETROLEUM + "1"), ("length", 19))
        self.assertEqual(customer_key.code_problem("9111000060003734IL"), ("character", "I"))
        self.assertEqual(customer_key.code_problem("91A10000600037341L"), ("region", "A10000"))

    def test_each_single_wrong_digit_is_noticed(self):
        for position in range(8, 17):
            for char in customer_key.CODE_ALPHABET:
                code = PETROLEUM[:position] + char + PETROLEUM[position + 1 :]
                if code != PETROLEUM:
                    self.assertEqual(customer_key.code_problem(code)[0], "check", code)


@tagged("post_install", "-at_install")
class TestPhoneKey(BaseCase):
    def test_spellings_of_one_mobile(self):
        for text in (
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "+86 138 0013 8000",
            "+8613800138000",
            "0086 13800138000",
            "86-13800138000",
            "８６　１３８００１３８０００",
            "（+86）13800138000",
            "+86 (0) 138 0013 8000",
            "13800138000 / 13900139000",
            "013800138000",
        ):
            self.assertEqual(customer_key.phone_key(text), "8613800138000", text)

    def test_spellings_of_one_landline(self):
        for text in (
            "021-55556666",
            "(021) 5555 6666",
            "+86 21 5555 6666",
            "+86 (0)21 5555-6666",
            "0086-21-55556666",
            "86 21 55556666",
            "021—55556666",
            "021-55556666-801",
            "021-55556666 转 801",
            "021-55556666 ext. 801",
            "02155556666x801",
            "021-55556666#801",
            "021-55556666分机801",
        ):
            self.assertEqual(customer_key.phone_key(text), "862155556666", text)

    def test_different_numbers_stay_different(self):
        keys = {
            customer_key.phone_key(text)
            for text in ("13800138000", "13800138001", "021-55556666", "010-55556666", "55556666")
        }
        self.assertEqual(len(keys), 5)

    def test_a_foreign_number_keeps_its_country(self):
        self.assertEqual(customer_key.phone_key("+1 650 555 0100"), "16505550100")
        self.assertEqual(customer_key.phone_key("001 650 555 0100"), "16505550100")
        self.assertEqual(customer_key.phone_key("650-555-0100", "1"), "16505550100")
        self.assertEqual(customer_key.phone_key("16505550100"), "8616505550100")

    def test_what_is_no_number(self):
        for text in (None, False, "", "-", "10086", "none", "00000000", "11111111111", "转801"):
            self.assertIsNone(customer_key.phone_key(text), text)

    def test_junk_does_not_grow_the_index(self):
        self.assertEqual(len(customer_key.phone_key("1234567890" * 500)), customer_key.MAX_PHONE)


@tagged("post_install", "-at_install")
class TestNameKey(BaseCase):
    def test_spellings_of_one_chinese_company(self):
        for text in (
            "上海大众贸易有限公司",
            "上海大众贸易有限责任公司",
            "上海大众贸易股份有限公司",
            " 上海 大众贸易　有限公司 ",
            "上海大众贸易",
            "（上海）大众贸易有限公司",
            "上海·大众贸易（有限公司）",
        ):
            self.assertEqual(customer_key.name_key(text), "上海大众贸易", text)

    def test_spellings_of_one_western_company(self):
        for text in (
            "Harbour Trading Co., Ltd.",
            "HARBOUR TRADING CO.,LTD",
            "Harbour Trading Co.Ltd",
            "ＨＡＲＢＯＵＲ　Trading Company Limited",
            "Harbour-Trading, Inc.",
            "Harbour Trading GmbH & Co. KG",
            "Harbour Trading S.A.",
            "harbour trading",
            "Hárbour Trading",
        ):
            self.assertEqual(customer_key.name_key(text), "harbourtrading", text)

    def test_mixed_names(self):
        self.assertEqual(customer_key.name_key("ABC（中国）有限公司"), "abc中国")

    def test_different_companies_stay_different(self):
        keys = {
            customer_key.name_key(text)
            for text in (
                "上海大众贸易有限公司",
                "上海大众贸易有限公司北京分公司",
                "上海大众贸易集团有限公司",
                "上海大众汽车有限公司",
            )
        }
        self.assertEqual(len(keys), 4)

    def test_a_name_of_a_legal_form_only_is_kept(self):
        self.assertEqual(customer_key.name_key("Limited"), "limited")
        self.assertEqual(customer_key.name_key("有限公司"), "有限公司")

    def test_what_is_no_name(self):
        for text in (None, False, "", "  ", "-", "X", "（）"):
            self.assertIsNone(customer_key.name_key(text), text)

    def test_junk_does_not_grow_the_index(self):
        self.assertEqual(len(customer_key.name_key("港" * 5000)), customer_key.MAX_NAME)

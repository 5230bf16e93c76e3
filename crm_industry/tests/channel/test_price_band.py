from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestPriceBand(ChannelCommon):
    def make(self, name, price, **values):
        return self.env["crm.price.band"].create({"name": name, "price_from": price, "company_id": self.company.id} | values)

    def test_band_ends_where_the_next_one_begins(self):
        low, high, middle = self.make("Low", 0), self.make("High", 5000), self.make("Middle", 1000)
        self.assertEqual((low.price_to, middle.price_to, high.price_to), (1000, 5000, 0))
        other = self.make("Elsewhere", 10, company_id=self.other_company.id)
        self.assertEqual((low | other).mapped("price_to"), [1000, 0])

    @mute_logger("odoo.sql_db")
    def test_two_bands_do_not_begin_at_one_price(self):
        self.make("Low", 0)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.make("Cheap", 0)

    def test_price_below_zero_is_refused(self):
        with self.assertRaises(ValidationError):
            self.make("Gift", -1)

    def test_branch_has_no_bands_of_its_own(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        with self.assertRaises(ValidationError):
            self.make("Low", 0, company_id=branch.id)

    def test_rights(self):
        band = self.make("Low", 0)
        self.assertEqual(band.with_user(self.salesperson).name, "Low")
        with self.assertRaises(AccessError):
            band.with_user(self.salesperson).name = "Cheap"
        band.with_user(self.channel_manager).name = "Cheap"
        self.assertFalse(self.env["crm.price.band"].with_user(self.other_channel_manager).search([("id", "=", band.id)]))

from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestEndOfLife(ChannelCommon):
    """End of life and successor of products and their variants."""

    def test_product_with_one_variant(self):
        newer = self.make_product("Newer", self.phones)
        template = self.env["product.template"].create(
            {"name": "Phone", "channel_end_of_life": "2027-01-01", "channel_successor_id": newer.id}
        )
        variant = template.product_variant_id
        self.assertEqual((variant.channel_end_of_life, variant.channel_successor_id), (date(2027, 1, 1), newer))
        template.channel_end_of_life = "2027-06-30"
        self.assertEqual(variant.channel_end_of_life, date(2027, 6, 30))
        found = self.env["product.template"].search([("channel_end_of_life", "<=", "2027-06-30")])
        self.assertIn(template, found)
        self.assertIn(template, self.env["product.template"].search([("channel_successor_id", "=", newer.id)]))

    def test_variants_have_their_own(self):
        color = self.env["product.attribute"].create(
            {"name": "Color", "value_ids": [Command.create({"name": name}) for name in ("Red", "Blue")]}
        )
        template = self.env["product.template"].create(
            {
                "name": "Phone",
                "attribute_line_ids": [
                    Command.create({"attribute_id": color.id, "value_ids": [Command.set(color.value_ids.ids)]})
                ],
            }
        )
        red, blue = template.product_variant_ids
        red.channel_end_of_life = "2027-01-01"
        self.assertFalse(template.channel_end_of_life or blue.channel_end_of_life)

    def test_successors_do_not_lead_back(self):
        first, second, third = (self.make_product(name, self.phones) for name in ("First", "Second", "Third"))
        first.channel_successor_id = second
        second.channel_successor_id = third
        for product, successor in ((third, first), (third, third)):
            with self.assertRaises(ValidationError):
                product.channel_successor_id = successor
        third.channel_successor_id = False

    def test_days_that_make_no_sense(self):
        with self.assertRaises(ValidationError):
            self.make_product("Phone", self.phones, channel_end_of_life="0202-01-01")

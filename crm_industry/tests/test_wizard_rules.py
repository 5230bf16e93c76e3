from odoo.exceptions import AccessError
from odoo.tests import tagged

from .channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestWizardRules(ChannelCommon):
    """A wizard that somebody has open is nobody else's, of whatever company."""

    def test_every_wizard_is_its_users_own(self):
        models = self.env["ir.model"].search([("transient", "=", True), ("model", "like", "crm.%")])
        own = models.filtered(lambda model: "crm_industry" in model.modules.split(", "))
        self.assertIn("crm.target.split", own.mapped("model"))
        for name in own.mapped("model"):
            domain = self.env["ir.rule"].with_user(self.channel_manager)._compute_domain(name, "write")
            fields = {condition.field_expr for condition in domain.iter_conditions()}
            self.assertEqual(fields, {"create_uid"}, name)

    def test_wizards_of_others_are_out_of_reach(self):
        scan = self.env["crm.serial.scan"].with_user(self.salesperson).create({"codes": "A-1", "note": "seen at night"})
        place = self.env["crm.dealer.place.change"].with_user(self.channel_manager)
        place = place.create({"partner_ids": self.dealer_a.ids, "tier_id": self.tier_1.id, "reason": "promised"})
        for wizard in (scan, place):
            theirs = wizard.with_user(self.other_channel_manager)
            self.assertFalse(theirs.search([("id", "in", wizard.ids)]))
            with self.assertRaises(AccessError):
                theirs.read(["display_name"])
            with self.assertRaises(AccessError):
                theirs.write({"create_uid": self.other_channel_manager.id})
            with self.assertRaises(AccessError):
                theirs.unlink()

from datetime import datetime

from odoo.tests import freeze_time, tagged

from .contact_common import NOON, ContactCommon

WORDS = "Hello"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestContactFigures(ContactCommon):
    """Interactions and won leads of contacts, summed up by customer."""

    def touch(self, time, partner=None, **values):
        defaults = {"contact_id": (partner or self.contact).id, "partner_id": self.customer.id, "time": time, "subject": "Call"}
        return self.env["crm.touchpoint"].create(defaults | values)

    def figures(self, partner):
        self.env.invalidate_all()
        return partner.contact_last_interaction, partner.contact_interaction_count

    def test_interactions_are_counted_once(self):
        other = self.env["res.partner"].create({"name": "Wang", "parent_id": self.customer.id})
        self.assertEqual(self.figures(self.contact), (False, 0))
        self.touch("2026-06-01 02:00:00")
        self.touch("2024-06-01 02:00:00")
        self.touch("2026-06-10 02:00:00", other)
        meeting = {"name": "Visit", "start": "2026-06-05 02:00:00", "stop": "2026-06-05 03:00:00"}
        guests = [(6, 0, (self.contact | other).ids)]
        self.env["calendar.event"].create(meeting | {"partner_ids": guests})
        later = {"name": "Plan", "start": "2026-07-05 02:00:00", "stop": "2026-07-05 03:00:00"}
        self.env["calendar.event"].create(later | {"partner_ids": guests})
        with freeze_time("2026-06-12 02:00:00"):
            self.customer.message_post(body=WORDS, author_id=self.contact.id, message_type="email")
        self.assertEqual(self.figures(self.contact), (datetime(2026, 6, 12, 2, 0), 3))
        self.assertEqual(self.figures(other), (datetime(2026, 6, 10, 2, 0), 2))
        self.assertEqual(self.figures(self.customer), (datetime(2026, 6, 12, 2, 0), 4))

    def test_a_corrected_touchpoint_counts_once(self):
        wrong = self.touch("2026-06-01 02:00:00")
        self.env["crm.touchpoint"]._guarded_create(
            [{"partner_id": self.customer.id, "contact_id": self.contact.id, "subject": "Call", "time": "2026-06-02 02:00:00",
              "corrects_id": wrong.id, "source": "manual", "external_id": "correction"}]
        )  # fmt: skip
        self.assertEqual(self.figures(self.contact), (datetime(2026, 6, 2, 2, 0), 1))

    def test_win_rate(self):
        other = self.env["res.partner"].create({"name": "Wang", "parent_id": self.customer.id})
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        for partner, outcomes in ((self.contact, "wwl"), (other, "l"), (self.customer, "w-")):
            for outcome in outcomes:
                lead = self.env["crm.lead"].create({"name": "Deal", "partner_id": partner.id, "type": "opportunity"})
                if outcome == "w":
                    lead.write({"stage_id": won.id, "probability": 100})
                elif outcome == "l":
                    lead.action_set_lost()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((self.contact.contact_leads_won, self.contact.contact_leads_lost), (2, 1))
        self.assertAlmostEqual(self.contact.contact_win_rate, 2 / 3)
        self.assertEqual((self.customer.contact_leads_won, self.customer.contact_leads_lost), (3, 2))
        self.assertAlmostEqual(self.customer.contact_win_rate, 0.6)
        self.assertEqual((other.contact_leads_won, other.contact_win_rate), (0, 0))
        theirs = self.contact.with_user(self.salesperson)
        self.assertEqual((theirs.contact_leads_won, theirs.contact_leads_lost), (0, 0))

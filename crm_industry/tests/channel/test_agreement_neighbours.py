from odoo.fields import Domain
from odoo.tests import freeze_time, new_test_user, tagged

from .agreement_common import NOON, AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAgreementNeighbours(AgreementCommon):
    """Agreements in process rules and handovers."""

    def test_process_rule_for_ending_agreements(self):
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Renewal talks",
                "res_model": "res.partner",
                "template_ids": [(0, 0, {"activity_type_id": self.env.ref("mail.mail_activity_data_call").id})],
            }
        )
        rule = self.env["crm.process.rule"].create(
            {
                "name": "Renewal",
                "event": "agreement_ending",
                "days": 30,
                "plan_id": plan.id,
                "company_id": self.company.id,
                "fallback_user_id": self.channel_manager.id,
            }
        )
        ending = self.activate(self.dealer_a, self.east, date_to="2026-04-09")
        self.activate(self.dealer_b, self.south, date_to="2026-04-10")
        renewed = self.activate(self.sub_dealer, self.south, date_to="2026-04-09")
        renewed.with_user(self.channel_manager).action_renew()
        logs = rule._fire()
        self.assertEqual(logs.partner_id, self.dealer_a)
        self.assertEqual(logs.occurrence, f"agreement:{ending.id}")
        self.assertFalse(rule._fire())

    def test_agreements_are_handed_over(self):
        self.dealer_a.user_id = self.salesperson
        agreement = self.activate(self.dealer_a, self.east)
        ended = self.activate(self.dealer_a, self.south).with_user(self.channel_manager)
        ended.action_terminate("Over")
        handover = self.env["crm.handover"]
        spec = handover._handover_models()["crm.dealer.agreement"]
        found = self.env["crm.dealer.agreement"].search(
            spec["domain"] & Domain(spec["user"], "=", self.salesperson.id)
        )
        self.assertEqual(found, agreement)
        successor = new_test_user(self.env, "agreement_successor", "sales_team.group_sale_salesman")
        agreement.write({spec["user"]: successor.id})
        self.assertEqual(agreement.salesperson_id, successor)

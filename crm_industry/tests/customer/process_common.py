from odoo.fields import Command

from odoo.addons.crm_grading.tests.treatment_common import TreatmentCommon

from .territory_common import TerritoryCommon


class ProcessCommon(TerritoryCommon, TreatmentCommon):
    """The market with grades A to E, and ``plan``: a call for the salesperson in 2 days, a task for ``zhao``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        call, todo = cls.env.ref("mail.mail_activity_data_call"), cls.env.ref("mail.mail_activity_data_todo")
        cls.plan = cls.env["mail.activity.plan"].create(
            {
                "name": "Welcome",
                "res_model": "res.partner",
                "company_id": cls.company.id,
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": call.id,
                            "summary": "Say hello",
                            "delay_count": 2,
                            "delay_from": "after_plan_date",
                            "responsible_type": "on_demand",
                        }
                    ),
                    Command.create(
                        {"activity_type_id": todo.id, "responsible_type": "other", "responsible_id": cls.zhao.id}
                    ),
                ],
            }
        )

    @classmethod
    def process(cls, event, **values):
        """Create a rule for an event."""
        defaults = {"name": event, "event": event, "plan_id": cls.plan.id, "fallback_user_id": cls.sale_manager.id}
        return cls.env["crm.process.rule"].create(defaults | {"company_id": cls.company.id} | values)

    def hit(self, rule):
        """Return the customers for whom the rule has started its plan."""
        return rule.log_ids.partner_id

    def confirm(self, customer, day=None):
        order = self.env["sale.order"].create({"partner_id": customer.id, **({"date_order": day} if day else {})})
        order.action_confirm()
        return order

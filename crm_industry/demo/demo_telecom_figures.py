from datetime import timedelta

from odoo import fields, models

# Positions among the demo's subscriptions: who thinks of leaving, and who took one more service.
WAVERING, TOOK_MORE = 0, (0, 1, 6, 7)
# days ago, subject
COMPLAINTS = [(26, "室内信号差"), (9, "套餐外流量扣费有误")]
RIVAL = "东方通信"
EXTRA = "来电提醒"


class CrmDemoCompany(models.AbstractModel):
    """What the figures of the operator are made of besides bills and usage, and the figures themselves."""

    _inherit = "crm.demo.company"

    def _telecom_steps(self):
        return [*super()._telecom_steps(), self._load_telecom_signs, self._load_telecom_figures]

    def _load_telecom_signs(self, world):
        """A customer who complained and asked about taking the number along; a service that some have and others have not."""
        subscriptions = world.notes["telecom_subscriptions"]
        wavering = subscriptions[WAVERING]
        values = {
            "partner_id": wavering.partner_id.id,
            "telecom_subscription_id": wavering.id,
            "company_id": world.company.id,
            "type_id": self.env.ref("crm_industry.complaint_type_complaint").id,
        }
        now = fields.Datetime.now()
        self.env["crm.complaint"].create(
            [values | {"subject": subject, "received_on": now - timedelta(days=ago)} for ago, subject in COMPLAINTS]
        )
        port = self._as(world, "telecom", "crm.telecom.port").create(
            {
                "direction": "out",
                "company_id": world.company.id,
                "e164": wavering.number_id.e164,
                "subscription_id": wavering.id,
                "operator": RIVAL,
                "requested_on": world.day(5),
                "port_date": world.day(-10),
            }
        )
        port.action_cancel(note="客户暂缓，等待挽留方案")
        extra = [{"subscription_id": subscriptions[place].id, "kind": "value_added", "name": EXTRA} for place in TOOK_MORE]
        self._as(world, "telecom", "crm.telecom.service").create(extra)
        self._progress("%s signs of churn", len(COMPLAINTS) + 1)

    def _load_telecom_figures(self, world):
        """Months, churn risk, its test and what to offer, as the night would work them out; a call for whoever may leave."""
        self.env["crm.telecom.figures"]._for_company(world.company)._begin(now=True)
        scores = self._as(world, "telecommanager", "crm.telecom.churn.score")
        scores.search([("band", "=", "high"), ("subscription_id", "!=", False)], limit=3).action_plan_calls()
        months = self.env["crm.telecom.month"].search_count([("company_id", "=", world.company.id)])
        self._progress("%s months of telecom subscriptions", months)

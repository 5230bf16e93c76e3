from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from odoo.addons.crm_grading.tools.arguments import check_ids

from ..market.crm_market_segment import MARKETER

MOST_CUSTOMERS = 5_000
MOST_CALLS = 500
CALL = "crm_industry.mail_activity_telecom_retention"


class CrmTelecomChurnScore(models.Model):
    """What is done about subscriptions in danger: a campaign for their customers, a call by whoever answers for them."""

    _inherit = "crm.telecom.churn.score"

    def action_plan_campaign(self):
        """Plan a campaign for the customers of these scores: a market segment of them, and a campaign that turns to it.

        Consents, quiet hours and the control group are seen to when the campaign chooses its customers.

        :return: action that shows the campaign
        :raise AccessError: the user plans no campaigns
        :raise UserError: the customers are of several companies, or too many
        """
        check_ids(self)
        if not self.env.user.has_group(MARKETER):
            raise AccessError(self.env._("Only market managers plan campaigns for customers."))
        self.check_access("read")
        company, customers = self._retention_customers()
        name = self.env._("Retention %(time)s", time=format_datetime(self.env, fields.Datetime.now()))
        segment = self.env["crm.market.segment"].create(
            {
                "name": self._retention_name(name, company),
                "company_id": company.id,
                "domain": f"[('id', 'in', {sorted(customers.ids)})]",
                "note": self.env._("Customers with a churn risk, chosen from the list."),
            }
        )
        campaign = self.env["utm.campaign"].create(
            {
                "title": segment.name,
                "company_id": company.id,
                "market_segment_id": segment.id,
                "market_start": company._business_today(),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "utm.campaign",
            "res_id": campaign.id,
            "view_mode": "form",
            "name": campaign.title,
        }

    def _retention_customers(self):
        """Return the company and the customers of these scores."""
        company, customers = self.company_id, self.partner_id
        if not customers:
            raise UserError(self.env._("Choose the subscriptions or customers that the campaign is for."))
        if len(company) > 1:
            raise UserError(self.env._("A campaign is for customers of one company: choose those."))
        if len(customers) > MOST_CUSTOMERS:
            raise UserError(
                self.env._(
                    "A campaign from this list is for %(most)s customers at most: make a market segment instead.",
                    most=MOST_CUSTOMERS,
                )
            )
        return company, customers

    def _retention_name(self, name, company):
        """Return a name that no segment of the company has."""
        domain = [("company_id", "=", company.id), ("name", "=like", f"{name}%")]
        # sudo: names are unique among those that the user doesn't see, too
        count = self.env["crm.market.segment"].sudo().search_count(domain)
        return f"{name} ({count + 1})" if count else name

    def action_plan_calls(self):
        """Have whoever answers for the customers call them: an activity on the subscription in danger, unless there is one.

        The salesperson of the customer gets it; without one, or where that does not work for the company any more, the user.

        :raise AccessError: the user is no telecom agent
        :raise UserError: there are too many
        """
        check_ids(self)
        self.check_access("read")
        subscriptions = self.top_id
        subscriptions._check_telecom_agent()
        if len(subscriptions) > MOST_CALLS:
            raise UserError(self.env._("Plan %(most)s calls at most at one time.", most=MOST_CALLS))
        planned = self.env["mail.activity"]._read_group(
            [
                ("res_model", "=", subscriptions._name),
                ("res_id", "in", subscriptions.ids),
                ("activity_type_id", "=", self.env.ref(CALL).id),
            ],
            ["res_id"],
        )
        waiting = subscriptions - subscriptions.browse([res_id for (res_id,) in planned])
        for score in self.grouped("top_id").values():
            if score[0].top_id in waiting:
                score[0]._plan_call()
        return True

    def _plan_call(self):
        self.ensure_one()
        # sudo: whether the salesperson still works here
        owner = self.company_id._employed(self.user_id).filtered("active") or self.env.user
        self.top_id.activity_schedule(CALL, user_id=owner.id, note=self.explanation or "")

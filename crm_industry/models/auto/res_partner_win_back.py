from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids

from .res_partner_vehicle import SALES

ACTIVITY = "crm_industry.auto_activity_win_back"


class ResPartner(models.Model):
    """Customers who left the service network: they still have a vehicle, and no job of theirs was done for some months."""

    _inherit = "res.partner"

    auto_last_service = fields.Date(
        string="Last Service", compute="_compute_auto_last_service", groups=SALES, help="At the stations of the company."
    )
    auto_left = fields.Boolean(string="Left the Service", compute="_compute_auto_left", search="_search_auto_left", groups=SALES)

    @api.model
    def _auto_last_query(self):
        """Return SQL of the last job done of each customer at the stations of the current company with its branches:
        customer_id, done_on."""
        self.env["crm.service.job"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        # sudo: branches that the user may not choose belong to it as well
        companies = self.env["res.company"].sudo()._search([("id", "child_of", self.env.company.sudo().root_id.id)])
        return SQL(
            "SELECT partner.commercial_partner_id AS customer_id, max(job.done_on) AS done_on FROM crm_service_job job"
            " JOIN res_partner partner ON partner.id = job.partner_id"
            " WHERE job.state IN ('done', 'delivered') AND job.company_id IN %s GROUP BY 1",
            companies.subselect(),
        )

    def _compute_auto_last_service(self):
        query = SQL(
            "SELECT customer_id, done_on FROM (%s) last WHERE customer_id = ANY(%s)", self._auto_last_query(), self._origin.ids
        )
        found = dict(self.env.execute_query(query))
        zone = self.with_context(tz=self.env.company.sudo().business_tz or "UTC")
        for partner in self:
            moment = found.get(partner._origin.id)
            partner.auto_last_service = moment and fields.Datetime.context_timestamp(zone, moment).date()

    def _compute_auto_left(self):
        gone = self.sudo().search(self._auto_left_domain() & Domain("id", "in", self._origin.ids))
        for partner in self:
            partner.auto_left = partner._origin.id in gone._ids

    def _search_auto_left(self, operator, value):
        self._auto_search_check("auto_left")
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._auto_left_domain()

    @api.model
    def _auto_left_domain(self):
        """Domain of the customers to win back; nobody where the setting is 0 months."""
        # sudo: a setting
        months = self.env.company.sudo().auto_win_back_months
        if not months:
            return Domain.FALSE
        limit = fields.Datetime.now() - relativedelta(months=months)
        gone = SQL("(SELECT customer_id FROM (%s) last WHERE done_on < %s)", self._auto_last_query(), limit)
        return Domain("id", "in", gone) & self._auto_holders(None)

    def action_auto_win_back(self):
        """Have these customers called: an activity for their salesperson, else for the user; once as long as it is open.

        :raise UserError: one of them has not left
        """
        check_ids(self)
        customers = self | self.browse()
        customers.check_access("read")
        if staying := customers.filtered(lambda customer: not customer.auto_left):
            raise UserError(self.env._("%(customer)s has not left the service.", customer=staying[0].display_name))
        activity = self.env.ref(ACTIVITY)
        # sudo: activities that others have
        open_calls = self.env["mail.activity"].sudo()
        domain = [("res_model", "=", "res.partner"), ("res_id", "in", customers.ids), ("activity_type_id", "=", activity.id)]
        called = set(open_calls.search(domain).mapped("res_id"))
        for customer in customers.filtered(lambda customer: customer.id not in called):
            caller = self.env.company._employed(customer.user_id) or self.env.user
            # sudo: salespeople of stations may see customers that they may not change
            customer.sudo().activity_schedule(ACTIVITY, user_id=caller.id)
        return True

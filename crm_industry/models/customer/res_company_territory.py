from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    """Settings of territories; the company at the root of a branch tree decides for its branches."""

    _inherit = "res.company"

    channel_territory_customers = fields.Boolean(
        string="New Customers by Territory",
        groups="base.group_user",
        help="A new customer without a salesperson gets the one of the territory rules at once.",
    )
    channel_territory_leads = fields.Boolean(
        string="New Leads by Territory",
        groups="base.group_user",
        help="A new lead for which nobody chose a salesperson gets the one of the territory rules at once.",
    )
    channel_territory_nightly = fields.Boolean(
        string="Unassigned Customers by Territory",
        groups="base.group_user",
        help="Each night, customers without an active salesperson get the one of the territory rules.",
    )
    channel_undo_hours = CheckedInteger(
        string="Undo Within (Hours)",
        default=24,
        groups="base.group_user",
        help="How long a territory run or a handover can be undone after it was carried out.",
    )

    _channel_undo_range = models.Constraint(
        "CHECK (channel_undo_hours BETWEEN 0 AND 720)", "Territory runs and handovers can be undone for 0 to 720 hours."
    )

    def _territory_branches(self):
        """Return the companies with all their branches, archived ones too."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("id", "child_of", self.ids)])

    def _territory_branches_sql(self):
        """Return the ids of the same companies as an SQL array, so that readers need no query of their own for them."""
        self.ensure_one()
        # sudo: the place of the company in its tree
        path = self.sudo().parent_path
        return SQL("ARRAY(SELECT branch.id FROM res_company branch WHERE branch.parent_path LIKE %s)", f"{path}%")

    def _channel_staff(self, users):
        """Return which of some users can look after customers: active internal users of these companies or branches."""
        branches = self._territory_branches()
        # sudo: the companies of a user, whoever asks
        return users.filtered(lambda user: user.active and not user.share and user.sudo().company_ids & branches)

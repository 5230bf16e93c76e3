from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import float_compare

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

from ..account.crm_credit_customer_mixin import officers

MANAGER = "crm_credit.group_credit_manager"
OFFICER = "crm_credit.group_credit_officer"


def votes_needed(powers, amount):
    """How many approvals an amount takes from somebody who is one of its approvers, infinite for anybody else.

    :param powers: as of `_powers`

    >>> votes_needed([(100, 1, False), (500, 2, True)], 50), votes_needed([(100, 1, True), (500, 2, False)], 200)
    (1, inf)
    """
    covering = [(approvals, own) for bound, approvals, own in powers if amount <= bound]
    return covering[0][0] if any(own for _approvals, own in covering) else float("inf")


class CrmCreditApprovalLevel(models.Model):
    """One line of the approval matrix of a company: who approves credit up to an amount, and how many of them it takes.

    An application belongs to the lowest level that covers the credit it leads to; approvers of higher levels may decide as
    well. Without any level, one credit manager approves any amount. Where there are levels, credit limits written directly
    are held to them, too.
    """

    _name = "crm.credit.approval.level"
    _inherit = ["crm.guarded.mixin", "crm.credit.root.mixin"]
    _description = "Approval Level"
    _order = "company_id, unlimited, up_to, id"

    currency_id = fields.Many2one(related="company_id.currency_id")
    unlimited = fields.Boolean(string="Any Amount", help="Covers every amount, and customers with unlimited credit.")
    up_to = CheckedMonetary(help="Largest credit in company currency, temporary limits included.")
    approvals = fields.Integer(default=1, required=True, help="So many different people must approve.")
    user_ids = fields.Many2many(
        "res.users", "crm_credit_level_user_rel", string="Approvers", domain=officers
    )
    group_id = fields.Many2one("res.groups", string="Approving Group", ondelete="restrict", help="Its members approve as well.")
    active = fields.Boolean(default=True)

    _positive = models.Constraint(
        "CHECK (up_to >= 0 AND approvals BETWEEN 1 AND 9)", "A level covers no negative amount and takes 1 to 9 approvals."
    )
    _amount_uniq = models.UniqueIndex(
        "(company_id, unlimited, (CASE WHEN unlimited THEN 0 ELSE up_to END)) WHERE active",
        "The company has an approval level for this amount already.",
    )

    @api.depends("unlimited", "up_to", "currency_id")
    def _compute_display_name(self):
        for level in self:
            amount = level.currency_id.format(level.up_to) if level.currency_id else level.up_to
            level.display_name = self.env._("any amount") if level.unlimited else self.env._("up to %(amount)s", amount=amount)

    # -- nobody raises the own authority ---------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        companies = self._companies_of(vals_list)
        before = self._own_authority(companies)
        levels = super().create(vals_list)
        self._refuse_own_gain(before, companies | levels.company_id)
        return levels

    def write(self, vals):
        companies = self.company_id | self._companies_of([vals])
        before = self._own_authority(companies)
        result = super().write(vals)
        self._refuse_own_gain(before, companies)
        return result

    def unlink(self):
        companies = self.company_id
        before = self._own_authority(companies)
        result = super().unlink()
        self._refuse_own_gain(before, companies)
        return result

    @api.model
    def _companies_of(self, vals_list):
        companies = self.env["res.company"].browse(filter(None, {vals.get("company_id") for vals in vals_list}))
        return companies | self.env.company.root_id

    @api.model
    def _own_authority(self, companies):
        return {company: self._powers(self.env.user, company) for company in companies}

    @api.model
    def _refuse_own_gain(self, before, companies):
        """Refuse changes by which the user could approve more, or with fewer others, than before.

        The administrator sets up anything.
        """
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        for company in companies:
            old, new = before.get(company, []), self._powers(self.env.user, company)
            bounds = [bound for bound, _approvals, _own in [*old, *new]]
            if any(votes_needed(new, bound) < votes_needed(old, bound) for bound in bounds):
                raise AccessError(
                    self.env._("Nobody raises the own authority: somebody else must set up this approval level of %(company)s.",
                               company=company.name)
                )  # fmt: skip

    # -- what it says ----------------------------------------------------------------------------------------------

    @api.model
    def _levels(self, company):
        """Return the levels of a company, the lowest first, whoever asks."""
        # Archived levels give no right, whatever the context of the client says.
        levels = self.sudo().with_context(active_test=True)
        return levels.search([("company_id", "=", company.root_id.id)], order="unlimited, up_to, id")

    @api.model
    def _level_for(self, company, amount):
        """Return the lowest level that covers an amount, empty when none does or there are no levels.

        :param amount: credit in company currency; None: unlimited
        """
        return next((level for level in self._levels(company) if level._covers(amount)), self.sudo().browse())

    def _covers(self, amount):
        self.ensure_one()
        if self.unlimited or amount is None:
            return self.unlimited
        return float_compare(amount, self.up_to, precision_rounding=self.currency_id.rounding) <= 0

    def _approvers(self):
        """Return the people who approve at these levels, who need to be credit officers at least."""
        users = (self.user_ids | self.group_id.all_user_ids).filtered(lambda user: user.active and not user.share)
        return users.filtered(lambda user: user.has_group(OFFICER))

    @api.model
    def _may_approve(self, user, company, amount):
        """Return whether a user may approve credit of an amount by the own right, delegation apart.

        Credit is about the whole company: those who only work in a branch approve none.

        :param amount: credit in company currency; None: unlimited
        """
        if not user.active or user.share or company.root_id not in user.sudo().company_ids:
            return False
        levels = self._levels(company)
        if not levels:
            return user.has_group(MANAGER)
        return user in levels.filtered(lambda level: level._covers(amount))._approvers()

    @api.model
    def _powers(self, user, company):
        """Return [(up to, approvals needed, whether the user is an approver)] of the levels, the lowest first.

        Without a matrix that of a credit manager is any amount.
        """
        levels = self._levels(company)
        if not levels:
            return [(float("inf"), 1, True)] if user.has_group(MANAGER) else []
        return [
            (float("inf") if level.unlimited else level.up_to, level.approvals, user in level._approvers()) for level in levels
        ]

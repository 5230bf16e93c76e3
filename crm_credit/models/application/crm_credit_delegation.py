from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..account.crm_credit_customer_mixin import officers
from .crm_credit_approval_level import MANAGER, OFFICER


class CrmCreditDelegation(models.Model):
    """Somebody approves credit applications in the place of somebody else for a while.

    The delegate decides by the right of the absent person: where that one may not decide, neither may the delegate, and one
    right gives one vote. A right that was delegated isn't passed on.
    """

    _name = "crm.credit.delegation"
    _description = "Delegation of Credit Approvals"
    _inherit = ["crm.guarded.mixin", "crm.credit.root.mixin", "mail.thread"]
    _order = "date_to desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="In Place Of",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=officers,
        ondelete="restrict",
        tracking=True,
    )
    delegate_id = fields.Many2one(
        "res.users", required=True, index=True, domain=officers, ondelete="restrict", tracking=True
    )
    date_from = fields.Date(required=True, default=lambda self: self.env.company._business_today(), tracking=True)
    date_to = fields.Date(required=True, tracking=True)
    reason = fields.Char(tracking=True)

    _dates_in_order = models.Constraint("CHECK (date_from <= date_to)", "A delegation begins before it ends.")
    _not_oneself = models.Constraint("CHECK (user_id != delegate_id)", "Nobody is the delegate of oneself.")

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_giver()
        return delegations

    def write(self, vals):
        self._check_giver()
        result = super().write(vals)
        self._check_giver()
        return result

    def _check_giver(self):
        """Everybody delegates the own right; a credit manager that of others, but to nobody's own profit.

        :raise AccessError:
        """
        if self.env.su:
            return
        user = self.env.user
        for delegation in self:
            for_others = user.has_group(MANAGER) and delegation.delegate_id != user
            if delegation.user_id != user and not for_others:
                raise AccessError(
                    self.env._(
                        "Only %(user)s or a credit manager other than the delegate can delegate the approvals of %(user)s.",
                        user=delegation.user_id.name,
                    )
                )

    @api.constrains("user_id", "delegate_id")
    def _check_officers(self):
        for delegation in self:
            for user in delegation.user_id | delegation.delegate_id:
                if not user.has_group(OFFICER):
                    raise ValidationError(
                        self.env._("%(user)s is no credit officer and approves nothing: choose somebody else.", user=user.name)
                    )

    @api.model
    def _principals(self, user, company):
        """Return the people in whose place a user may decide today."""
        return self._in_force(company, "delegate_id", user).user_id

    @api.model
    def _delegates(self, users, company):
        """Return the people who may decide today in the place of some others."""
        return self._in_force(company, "user_id", users).delegate_id

    @api.model
    def _in_force(self, company, name, users):
        """Return the delegations of today whose field ``name`` is one of some users, whoever asks."""
        today = company._business_today()
        domain = [("company_id", "=", company.root_id.id), ("date_from", "<=", today), ("date_to", ">=", today)]
        return self.sudo().search([*domain, (name, "in", users.ids)])

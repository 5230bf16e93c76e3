from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedMonetary, CheckedSelection

from .crm_telecom_lifecycle_mixin import MANAGER


class CrmTelecomCharge(models.Model):
    """What an account is charged or credited once, beside its monthly fees: it waits for the next bill or invoice.

    Moves and terminations write charges, telecom managers add others. A credit has a negative amount. A charge that is on a bill
    or an invoice stays as it is; one that is not may be cancelled.
    """

    _name = "crm.telecom.charge"
    _description = "Telecom Charge"
    _inherit = ["crm.guarded.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "account_id.name", "subscription_id.name"]
    _check_company_auto = True

    name = fields.Char(string="Description", required=True)
    account_id = fields.Many2one("crm.telecom.account", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="account_id.currency_id", store=True, precompute=True)
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    subscription_id = fields.Many2one("crm.telecom.subscription", index="btree_not_null", ondelete="restrict", check_company=True)
    date = CheckedDate(required=True, default=lambda self: self.env.company._business_today(), index=True)
    kind = CheckedSelection("_selection_kind", required=True, default="one_off", index=True)
    amount = CheckedMonetary(required=True, help="Before tax. A credit is negative.")
    date_from = fields.Date(string="From", readonly=True, help="First day that is charged or credited.")
    date_to = fields.Date(string="To", readonly=True, help="Last day that is charged or credited.")
    move_id = fields.Many2one("crm.telecom.move", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    bill_ref = fields.Char(string="On the Bill", readonly=True, copy=False, help="Number of the bill that it is on.")
    invoice_id = fields.Many2one("account.move", readonly=True, copy=False, index="btree_not_null", ondelete="set null")
    cancelled = fields.Boolean(readonly=True, copy=False)
    state = fields.Selection(
        [("open", "Waiting"), ("billed", "Billed"), ("cancelled", "Cancelled")],
        compute="_compute_state",
        store=True,
        precompute=True,
        index=True,
    )

    _amount_sensible = models.Constraint(
        "CHECK (amount <> 0 AND amount > -1000000000000 AND amount < 1000000000000)", "A charge is an amount other than zero."
    )
    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "A charge is for a day or more.")

    @api.model
    def _selection_kind(self):
        """What is charged. Extend by super."""
        labels = {
            "fee_credit": self.env._("Credit of the old fee"),
            "fee_charge": self.env._("Charge of the new fee"),
            "penalty": self.env._("Penalty"),
            "one_off": self.env._("One-off"),
        }
        return list(labels.items())

    @api.depends("bill_ref", "invoice_id.state", "cancelled")
    def _compute_state(self):
        """A cancelled or deleted invoice sets its charges free."""
        for charge in self:
            # sudo: agents need not see invoices
            invoice = charge.sudo().invoice_id
            billed = charge.bill_ref or (invoice and invoice.state != "cancel")
            charge.state = "cancelled" if charge.cancelled else "billed" if billed else "open"

    @api.constrains("subscription_id", "account_id")
    def _check_levels(self):
        for charge in self.filtered(lambda each: each.kind == "one_off" and each.subscription_id):
            if charge.subscription_id.account_id != charge.account_id:
                raise UserError(
                    self.env._(
                        "%(subscription)s is not charged to %(account)s: choose its account.",
                        subscription=charge.subscription_id.display_name,
                        account=charge.account_id.display_name,
                    )
                )

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        names = ("date_from", "date_to", "move_id", "bill_ref", "invoice_id", "cancelled")
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"kind": "one_off"}

    def _check_direct_write(self, vals):
        """Only one-off charges that wait may be edited; they stay with their account."""
        result = super()._check_direct_write(vals)
        if any(charge.account_id.id != vals.get("account_id", charge.account_id.id) for charge in self):
            raise UserError(self.env._("A charge stays with its account: cancel it, and add one to the other account."))
        if fixed := self.filtered(lambda charge: charge.state != "open" or charge.kind != "one_off"):
            raise UserError(
                self.env._("“%(charge)s” stays as it is: cancel it, or add another one.", charge=fixed[0].display_name)
            )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Charges are kept: cancel them."))

    @api.model
    def _keep_charges(self, vals_list):
        """Write charges; for the methods that work them out.

        :param list vals_list: values; those with the amount 0 are left out
        """
        # sudo: whoever may take the step has its charges kept
        charges = self.sudo()._guarded_create([vals for vals in vals_list if vals["amount"]])
        return charges.sudo(self.env.su)

    # -- what becomes of them ------------------------------------------------------------------------------------------

    def _bill_charges(self, reference, bill=None):
        """Note that charges are on a bill; for the area of bills, which has locked the accounts.

        :param str reference: number of the bill
        :param bill: crm.telecom.bill, where it is one that is here
        :raise UserError: one of them does not wait any more
        """
        self._lock_charges()
        self._check_waiting()
        # sudo: whoever may bill them
        self.sudo().invoice_id._supersede_telecom()
        for charge in self.sudo():
            charge._guarded_write({"bill_ref": reference, "bill_id": bill and bill.id})

    def action_bill_charges(self, reference):
        """Note that charges are on a bill: what billing systems call once they have taken over those that wait. Telecom managers.

        :param str reference: number of the bill
        :raise AccessError: the user is no telecom manager
        :raise UserError: there is no number, or one of them does not wait any more
        """
        check_ids(self)
        self._check_charge_manager()
        if not (reference := as_text(self.env, reference).strip()):
            raise UserError(self.env._("Give the number of the bill."))
        self._bill_charges(reference)
        return True

    def action_cancel_charges(self):
        """Cancel charges that wait. Telecom managers.

        :raise AccessError: the user is no telecom manager
        :raise UserError: one of them does not wait any more
        """
        check_ids(self)
        self._check_charge_manager()
        self._lock_charges()
        self._check_waiting()
        for charge in self:
            charge._guarded_write({"cancelled": True})
        return True

    def _check_charge_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers bill and cancel charges."))
        self.check_access("write")

    def _lock_charges(self):
        self.env["crm.capacity.lock"]._lock_capacity(f"telecom.charge:{charge_id}" for charge_id in self.ids)

    def _check_waiting(self):
        if gone := self.filtered(lambda charge: charge.state != "open"):
            raise UserError(
                self.env._(
                    "“%(charge)s” of %(account)s is billed or cancelled already: leave it out.",
                    charge=gone[0].name,
                    account=gone[0].account_id.name,
                )
            )

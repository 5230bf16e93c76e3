from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger, CheckedSelection


class CrmTelecomUpgrade(models.TransientModel):
    """Makes a quotation of another offering, or of a new commitment, for a subscription."""

    _name = "crm.telecom.upgrade"
    _description = "Quotation for a Subscription"

    subscription_id = fields.Many2one("crm.telecom.subscription", required=True, readonly=True)
    kind = CheckedSelection("_selection_kind", required=True, default="offering")
    access_type = fields.Selection(related="subscription_id.access_type")
    payment_mode = fields.Selection(related="subscription_id.payment_mode")
    currency_id = fields.Many2one(related="subscription_id.currency_id")
    company_id = fields.Many2one(related="subscription_id.company_id")
    present_id = fields.Many2one(related="subscription_id.offering_id", string="Present Offering")
    offering_id = fields.Many2one(
        "crm.telecom.offering",
        compute="_compute_offering_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('access_type', '=', access_type), ('payment_mode', 'in', (False, payment_mode)),"
        " ('currency_id', '=', currency_id), ('company_id', 'in', (False, company_id)), ('product_tmpl_id', '!=', False)]",
    )
    commitment_months = CheckedInteger(
        string="Commitment (Months)", compute="_compute_commitment_months", store=True, precompute=True, readonly=False
    )
    date = CheckedDate(string="As of", required=True, default=lambda self: self.env.company._business_today())

    @api.model
    def _selection_kind(self):
        labels = {"offering": self.env._("Upgrade"), "renewal": self.env._("Renewal")}
        return list(labels.items())

    @api.depends("kind", "subscription_id")
    def _compute_offering_id(self):
        for upgrade in self:
            upgrade.offering_id = upgrade.subscription_id.offering_id if upgrade.kind == "renewal" else upgrade.offering_id

    @api.depends("offering_id")
    def _compute_commitment_months(self):
        for upgrade in self:
            upgrade.commitment_months = upgrade.offering_id.commitment_months

    @api.model_create_multi
    def create(self, vals_list):
        """Open the window.

        :raise AccessError: the user does not see the subscription
        """
        upgrades = super().create(vals_list)
        upgrades.subscription_id.check_access("read")
        return upgrades

    def action_quote(self):
        """Make the quotation.

        :return: the action that opens it
        :raise AccessError: the user may not make quotations
        :raise UserError: no product sells the offering
        """
        check_one(self)
        product = self.offering_id.product_tmpl_id.product_variant_id
        if not product:
            raise UserError(
                self.env._("No product sells “%(offering)s”: choose one on its form.", offering=self.offering_id.name)
            )
        order = self.env["sale.order"].create(self._prepare_quotation(product))
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_quotations_with_onboarding")
        return action | {"views": [(False, "form")], "res_id": order.id}

    def _prepare_quotation(self, product):
        """Return the values of the quotation. Extend by super."""
        subscription = self.subscription_id
        line = {
            "product_id": product.id,
            "product_uom_qty": 1,
            "price_unit": 0,
            "telecom_offering_id": self.offering_id.id,
            "telecom_action": "modify",
            "telecom_subscription_id": subscription.id,
            "telecom_commitment_months": self.commitment_months,
            "telecom_date": self.date,
        }
        return {
            "partner_id": subscription.partner_id.id,
            "company_id": subscription.company_id.id,
            "origin": subscription.name,
            "telecom_account_id": subscription.account_id.id,
            "order_line": [Command.create(line)],
        }

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmTelecomCrossSell(models.Model):
    """What comparable customers, accounts or subscriptions have and this one has not: something to offer.

    Customers compare with those of their type and size, accounts with those of their payment and size, subscriptions with those
    of their offering. Written by the refresh of the figures alone.
    """

    _name = "crm.telecom.cross.sell"
    _description = "Telecom Cross-Sell"
    _log_access = False
    _order = "share desc, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    level = CheckedSelection("_selection_level", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson", store=True, index="btree_not_null", help="Of the customer."
    )
    account_id = fields.Many2one("crm.telecom.account", readonly=True, index="btree_not_null", ondelete="cascade")
    subscription_id = fields.Many2one("crm.telecom.subscription", readonly=True, index="btree_not_null", ondelete="cascade")
    item = CheckedSelection("_selection_item", string="What Is Missing", required=True, readonly=True)
    offering_id = fields.Many2one(
        "crm.telecom.offering",
        string="Usual Offering",
        readonly=True,
        ondelete="cascade",
        help="What those that have it have most often.",
    )
    share = fields.Float(string="Have It (%)", readonly=True, digits=(16, 1), aggregator="avg", help="Of those that compare.")
    peers = fields.Integer(string="Compared with", readonly=True, aggregator=None, help="How many compare, this one included.")

    _unit_uniq = models.UniqueIndex(
        "(company_id, level, partner_id, (coalesce(account_id, 0)), (coalesce(subscription_id, 0)), item)",
        "This is to be offered already.",
    )

    @api.model
    def _selection_level(self):
        labels = {
            "customer": self.env._("Customer"),
            "account": self.env._("Account"),
            "subscription": self.env._("Subscription"),
        }
        return list(labels.items())

    @api.model
    def _selection_item(self):
        """Accesses that customers and accounts miss, services that subscriptions miss."""
        access = self.env["crm.telecom.offering"]._selection_access_type()
        return access + self.env["crm.telecom.service"]._fields["kind"]._description_selection(self.env)

    @api.depends("item", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._selection_item())
        for row in self:
            row.display_name = " · ".join(filter(None, (labels.get(row.item), row.partner_id.name)))

    def action_offer(self):
        """Make a quotation of the usual offering, for the customer.

        :raise AccessError: the user makes no quotations
        :raise UserError: no product sells the offering
        """
        check_one(self)
        self.check_access("read")
        if not self.env["sale.order"].has_access("create"):
            raise AccessError(self.env._("Only salespeople make quotations."))
        # sudo: whoever sees the row may know what is sold
        product = self.sudo().offering_id.product_tmpl_id.product_variant_id.sudo(False)
        if not product:
            raise UserError(self.env._("No product sells what is missing: choose an offering on a quotation of your own."))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "order_line": [fields.Command.create({"product_id": product.id})],
            }
        )
        return {"type": "ir.actions.act_window", "res_model": "sale.order", "res_id": order.id, "views": [(False, "form")]}

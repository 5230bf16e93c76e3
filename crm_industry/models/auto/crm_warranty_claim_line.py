from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedMonetary

from .crm_vehicle import STATION_MANAGER

ANSWER = frozenset(("amount_approved", "note"))
ALL = 100.0


class CrmWarrantyClaimLine(models.Model):
    """A piece of work or a part that the maker is to pay. It belongs to a line of the order, which costs the customer nothing
    as long as it is claimed; no line is in two claims, in the database."""

    _name = "crm.warranty.claim.line"
    _description = "Line of a Warranty Claim"
    _inherit = ["crm.guarded.mixin"]
    _order = "claim_id desc, kind, id"
    _rec_name = "name"

    claim_id = fields.Many2one("crm.warranty.claim", required=True, index=True, ondelete="cascade")
    station_id = fields.Many2one(related="claim_id.station_id", store=True, index=True)
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    state = fields.Selection(related="claim_id.state")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        required=True,
        ondelete="restrict",
        domain="[('order_id.auto_job_ids', '!=', False)]",
    )
    product_id = fields.Many2one(related="sale_line_id.product_id", store=True, index=True)
    name = fields.Char(string="Description", readonly=True)
    kind = fields.Selection("_selection_kind", readonly=True, index=True)
    quantity = CheckedFloat(digits="Product Unit", help="Hours of labour, or units of the part.")
    price_unit = CheckedMonetary(string="Price")
    amount_claimed = fields.Monetary(string="Claimed", compute="_compute_amount_claimed", store=True)
    amount_approved = CheckedMonetary(string="Approved")
    amount_reimbursed = fields.Monetary(string="Reimbursed", readonly=True)
    note = fields.Char(string="Maker's Words")
    discount_before = fields.Float(readonly=True, help="Discount of the customer (%) that comes back when it is not claimed.")

    _once = models.UniqueIndex("(sale_line_id)", "This work is claimed already.")
    _amounts_sensible = models.Constraint(
        "CHECK (coalesce(quantity, 0) >= 0 AND coalesce(price_unit, 0) >= 0 AND coalesce(amount_approved, 0) >= 0"
        " AND coalesce(amount_approved, 0) <= amount_claimed)",
        "Amounts are not negative, and no more is approved than was claimed.",
    )

    @api.model
    def _selection_kind(self):
        return list({"labour": self.env._("Labour"), "part": self.env._("Part")}.items())

    @api.model
    def _guarded_fields(self):
        names = {"name": False, "kind": False, "amount_approved": 0, "amount_reimbursed": 0, "discount_before": 0}
        return super()._guarded_fields() | names

    @api.depends("quantity", "price_unit")
    def _compute_amount_claimed(self):
        for line in self:
            amount = (line.quantity or 0) * (line.price_unit or 0)
            line.amount_claimed = line.currency_id.round(amount) if line.currency_id else amount

    @api.model_create_multi
    def create(self, vals_list):
        """Claim lines of the job's order; the customer pays nothing for them.

        :raise AccessError: the user does not belong to the station
        :raise UserError: the claim is no draft
        :raise ValidationError: a line belongs to another job, or the customer was invoiced for it
        """
        lines = super().create(vals_list)
        lines.claim_id.station_id._check_own()
        lines.claim_id._check_draft()
        lines.filtered("claim_id.terms_id")._price_lines()
        return lines

    def _price_lines(self):
        """Take what is claimed from the lines of the order, at the maker's prices, and let the customer pay nothing."""
        for line in self:
            source = line.sale_line_id
            line._check_source()
            terms = line.claim_id.sudo().terms_id
            values = {
                "name": source.labour_operation_id.display_name or source.product_id.display_name,
                "kind": "labour" if source.product_id.type == "service" else "part",
                "quantity": line.quantity or source.product_uom_qty,
                "price_unit": line.price_unit or terms.currency_id.round(terms._price_of(source.sudo())),
            }
            line._guarded_write(values | {"discount_before": source.discount})
            source.discount = ALL

    def _check_source(self):
        """:raise ValidationError: the line belongs to another job, or the customer was invoiced for it"""
        source = self.sale_line_id
        if source.order_id != self.claim_id.job_id.sale_order_id or source.display_type or not source.product_id:
            raise ValidationError(self.env._("Only labour and parts of the job's own order are claimed."))
        if source.qty_invoiced:
            raise ValidationError(self.env._("The customer was invoiced for %(line)s: credit it first.", line=source.name))

    @api.constrains("quantity", "sale_line_id")
    def _check_quantity(self):
        for line in self:
            if line.quantity > line.sale_line_id.product_uom_qty:
                raise ValidationError(self.env._("No more of %(line)s is claimed than was used.", line=line.name or ""))

    def _check_direct_write(self, vals):
        """Let people of the station change quantity and price of a draft, and its managers write down what the maker approved.

        :raise AccessError: the user does neither
        :raise UserError: the claim is not in the state for it
        """
        result = super()._check_direct_write({name: value for name, value in vals.items() if name != "amount_approved"})
        self.claim_id.station_id._check_own()
        if {"claim_id", "sale_line_id"} & vals.keys():
            raise UserError(self.env._("A line stays with its claim and its order: remove it and add another one."))
        if vals.keys() - ANSWER:
            self.claim_id._check_draft()
        if ANSWER & vals.keys():
            self._check_answer()
        return result

    def _check_answer(self):
        if not self.env.su and not self.env.user.has_group(STATION_MANAGER):
            raise AccessError(self.env._("Only station managers write down what the maker answered."))
        for claim in self.claim_id:
            claim._expect_value("state", "submitted")

    def unlink(self):
        """Claim lines of a draft no more: the customer pays for them as before.

        :raise UserError: the claim is no draft
        """
        self.claim_id.station_id._check_own()
        self.claim_id._check_draft()
        before = [(line.sale_line_id, line.discount_before) for line in self]
        result = super().unlink()
        for source, discount in before:
            source.discount = discount
        return result

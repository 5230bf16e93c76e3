from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary, CheckedSelection


class CrmLabourRate(models.Model):
    """What an hour of labour costs in a company with its branches, for a class of vehicles or for all. The narrower one holds."""

    _name = "crm.labour.rate"
    _description = "Labour Rate"
    _inherit = ["crm.credit.root.mixin"]
    _order = "company_id, body_class, id"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    body_class = CheckedSelection("_selection_body_class", string="Vehicle Class", help="Empty: all classes.")
    price = CheckedMonetary(string="Price an Hour", required=True, help="Before tax.")
    active = fields.Boolean(default=True)

    _class_uniq = models.UniqueIndex(
        "(company_id, COALESCE(body_class, '')) WHERE active", "There is a rate for this class already."
    )
    _price_positive = models.Constraint("CHECK (price >= 0)", "A rate is not negative.")

    @api.model
    def _selection_body_class(self):
        return self.env["crm.vehicle.model"]._selection_body_class()

    @api.depends("body_class", "price")
    def _compute_display_name(self):
        labels = dict(self._selection_body_class())
        for rate in self:
            name = labels.get(rate.body_class) or self.env._("All classes")
            rate.display_name = f"{name}: {rate.currency_id.format(rate.price)}" if rate.currency_id else name

    @api.model
    def _price_for(self, company, body_class, currency, day):
        """Return what an hour costs, or None when there is no rate.

        :param company: res.company; rates of the root of its branch tree hold
        :param str body_class: of the vehicle, or False
        :param currency: res.currency of the result
        :param date day: of the rate of exchange
        """
        # sudo: prices are no secret of those who sell
        rates = self.sudo().search([("company_id", "=", company.sudo().root_id.id), ("body_class", "in", (body_class, False))])
        rate = rates.filtered("body_class")[:1] or rates[:1]
        return rate.currency_id._convert(rate.price, currency, company, day, round=False) if rate else None

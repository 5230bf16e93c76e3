from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger, CheckedMonetary


class CrmServicePackage(models.Model):
    """Operations and parts that are sold together, kept once for all stations: the service at 10,000 km, new brake pads."""

    _name = "crm.service.package"
    _description = "Service Package"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model_ids = fields.Many2many("crm.vehicle.model", string="Vehicle Models", help="Empty: all.")
    km = CheckedInteger(string="At Kilometres", aggregator=None, help="The service that is due at this distance. 0: at any.")
    line_ids = fields.One2many("crm.service.package.line", "package_id", string="Labour and Parts", copy=True)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    price = CheckedMonetary(help="Before tax, for all of it. 0: labour and parts at their own prices.")
    product_id = fields.Many2one(
        "product.product",
        ondelete="restrict",
        domain="[('type', '=', 'service')]",
        help="By which a package with a price of its own is sold; its labour and parts are in the price.",
    )
    note = fields.Text(string="Description", translate=True)

    _code_uniq = models.UniqueIndex("(code) WHERE code <> ''", "Another package has this code.")
    _numbers_positive = models.Constraint("CHECK (price >= 0 AND km >= 0)", "Prices and kilometres are not negative.")
    _price_product = models.Constraint(
        "CHECK (COALESCE(price, 0) = 0 OR product_id IS NOT NULL)", "A package with a price needs the product that it is sold by."
    )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEY_KINDS = [
    ("code", "Unified code"),
    ("phone", "Phone"),
    ("name", "Name"),
]


class CrmCustomerDistinct(models.Model):
    """Somebody looked: these customers share a code, phone or name and yet are different.

    It holds for the customers named here. Another one with the same key is a possible
    duplicate again. Who and when are the record's creator and creation date.
    """

    _name = "crm.customer.distinct"
    _description = "Customers That Are No Duplicates"
    _order = "id desc"
    _rec_name = "value"

    kind = fields.Selection(KEY_KINDS, string="Same", required=True)
    value = fields.Char(string="Compared As", required=True)
    partner_ids = fields.Many2many(
        "res.partner", "crm_customer_distinct_partner_rel", string="Different Customers"
    )
    note = fields.Char()
    create_uid = fields.Many2one("res.users", string="Decided by", readonly=True)
    create_date = fields.Datetime(string="Decided on", readonly=True)

    _kind_value_idx = models.Index("(kind, value)")

    @api.constrains("partner_ids")
    def _check_partner_ids(self):
        for decision in self:
            if len(decision.sudo().partner_ids) < 2:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” needs at least two customers that are no duplicates.",
                        value=decision.value,
                    )
                )

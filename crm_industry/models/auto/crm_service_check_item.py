from odoo import fields, models


class CrmServiceCheckItem(models.Model):
    """A point to look at when a vehicle is taken in. New jobs have the points that are active."""

    _name = "crm.service.check.item"
    _description = "Point of the Reception Checklist"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    photo_needed = fields.Boolean(help="Wherever something was found.")
    active = fields.Boolean(default=True)

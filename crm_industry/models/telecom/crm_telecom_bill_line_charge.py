from odoo import fields, models


class CrmTelecomBillLine(models.Model):
    """Lines that come from charges, not from the source of the bill."""

    _inherit = "crm.telecom.bill.line"

    charge_id = fields.Many2one("crm.telecom.charge", readonly=True, index="btree_not_null", ondelete="restrict")

    _charge_uniq = models.UniqueIndex("(charge_id) WHERE charge_id IS NOT NULL", "A charge is on one bill.")

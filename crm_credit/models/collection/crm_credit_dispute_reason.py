from odoo import api, fields, models


class CrmCreditDisputeReason(models.Model):
    """Why customers dispute invoices."""

    _name = "crm.credit.dispute.reason"
    _description = "Reason of Disputes"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(name)", "There is a reason of this name already.")

    @api.model
    def _portal_choices(self):
        """The reasons that customers choose from."""
        return self.search([("active", "=", True)])

from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger, CheckedSelection


class ResCompany(models.Model):
    """How bills and usage of a telecom operator are treated."""

    _inherit = "res.company"

    telecom_peak_from = CheckedInteger(string="Peak Time from", default=8, groups="base.group_user", help="Hour of the day.")
    telecom_peak_to = CheckedInteger(
        string="Peak Time to", default=20, groups="base.group_user", help="Hour of the day, excluded."
    )
    telecom_bill_state = CheckedSelection(
        "_selection_telecom_bill_state",
        string="Imported Bills Are",
        default="new",
        required=True,
        groups="base.group_user",
        help="Unless their source says otherwise.",
    )
    telecom_bill_posting = CheckedSelection(
        "_selection_telecom_bill_posting",
        string="Invoices of Telecom Bills",
        default="none",
        required=True,
        groups="base.group_user",
        help="Whether validated bills become invoices to the payer of the account, so that receivables and dunning see them.",
    )
    telecom_bill_product_id = fields.Many2one(
        "product.product",
        string="Product of Telecom Bills",
        groups="base.group_user",
        help="Its income account and its invoice text are those of the lines of posted bills.",
    )

    telecom_charges_on_bills = fields.Boolean(
        string="Charges onto Bills",
        default=True,
        groups="base.group_user",
        help="Whether the next bill of an account takes over what waits of penalties, credits and other charges.",
    )

    _telecom_peak_hours = models.Constraint(
        "CHECK (telecom_peak_from BETWEEN 0 AND 24 AND telecom_peak_to BETWEEN 0 AND 24)", "Hours of a day are 0 to 24."
    )

    @api.model
    def _selection_telecom_bill_state(self):
        labels = {"new": self.env._("New"), "validated": self.env._("Validated"), "sent": self.env._("Sent")}
        return list(labels.items())

    @api.model
    def _selection_telecom_bill_posting(self):
        labels = {
            "none": self.env._("No invoices"),
            "lines": self.env._("One invoice line for each bill line"),
            "total": self.env._("One invoice line for each tax rate"),
        }
        return list(labels.items())

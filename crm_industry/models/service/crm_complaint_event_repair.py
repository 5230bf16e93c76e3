from odoo import fields, models


class CrmComplaintEvent(models.Model):
    """What happens to devices and loan units."""

    _inherit = "crm.complaint.event"

    kind = fields.Selection(
        selection_add=[
            ("device_received", "Device Received"),
            ("quoted", "Repair Quoted"),
            ("quote_accepted", "Quote Accepted"),
            ("quote_refused", "Quote Refused"),
            ("payer", "Who Pays Was Changed"),
            ("device_repaired", "Device Ready"),
            ("device_returned", "Device Returned"),
            ("loan_lent", "Loan Unit Handed Out"),
            ("loan_returned", "Loan Unit Returned"),
            ("loan_kept", "Loan Unit Written Off"),
        ],
        ondelete={
            "device_received": "cascade",
            "quoted": "cascade",
            "quote_accepted": "cascade",
            "quote_refused": "cascade",
            "payer": "cascade",
            "device_repaired": "cascade",
            "device_returned": "cascade",
            "loan_lent": "cascade",
            "loan_returned": "cascade",
            "loan_kept": "cascade",
        },
    )

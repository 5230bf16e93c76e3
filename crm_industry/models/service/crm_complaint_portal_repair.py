from odoo import api, models


class CrmComplaintPortal(models.AbstractModel):
    """What customers are told of their devices."""

    _inherit = "crm.complaint.portal"

    @api.model
    def _told(self):
        return super()._told() | {
            "device_received": self.env._("Your device is here"),
            "quoted": self.env._("We have made you a quote for the repair"),
            "quote_accepted": self.env._("You have accepted the quote"),
            "quote_refused": self.env._("You have refused the quote"),
            "device_repaired": self.env._("Your device is ready"),
            "device_returned": self.env._("Your device has been returned"),
            "loan_lent": self.env._("You have a loan unit"),
            "loan_returned": self.env._("You have returned the loan unit"),
        }

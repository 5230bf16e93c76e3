from odoo import models


class CrmCreditMilderMixin(models.AbstractModel):
    """Rules of the check whose history says when they become milder; limits being open to applications only doesn't fix them."""

    _name = "crm.credit.milder.mixin"
    _inherit = ["mail.thread"]
    _description = "Rules of the Credit Check with a History"

    def _tell_milder(self, customers):
        """Note that the check has become milder, beside the values that Odoo notes.

        :param int customers: number of credit accounts that it concerns
        """
        self.ensure_one()
        self.message_post(
            body=self.env._("From now on credit is checked more mildly. Customers: %(number)s", number=customers),
            subtype_xmlid="mail.mt_note",
        )

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

WHAT = {"complaint_id", "product_id", "order_line_id"}


class CrmComplaintLine(models.Model):
    """What the complaint is about is of its customer, and stays once something has been submitted for it."""

    _inherit = "crm.complaint.line"

    @api.constrains("order_line_id", "product_id", "complaint_id")
    def _check_sold_to_customer(self):
        # sudo: agents need not see orders
        for line in self.sudo():
            sold = line.order_line_id
            buyer = sold.order_id.partner_id.commercial_partner_id
            if sold and (sold.product_id != line.product_id or buyer != line.complaint_id.partner_id):
                raise ValidationError(
                    self.env._(
                        "%(complaint)s: %(goods)s is not what %(customer)s bought with that line of %(order)s.",
                        complaint=line.complaint_id.display_name,
                        goods=line.product_id.display_name,
                        customer=line.complaint_id.partner_id.display_name or self.env._("the customer, who is not known yet"),
                        order=sold.order_id.name,
                    )
                )

    def write(self, vals):
        """:raise UserError: something has been submitted for the complaint, and the goods would be others"""
        changed = WHAT & vals.keys()
        if changed and (others := self.filtered(lambda line: any(line[name].id != vals[name] for name in changed))):
            others._check_undecided()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_undecided()

    def _check_undecided(self):
        """:raise UserError: something has been submitted for the complaint of one of these"""
        self.complaint_id._lock_decisions()
        if decided := self.complaint_id._decided():
            raise UserError(
                self.env._(
                    "%(complaint)s: something has been submitted for these goods, they stay. Have the resolutions cancelled"
                    " first.",
                    complaint=decided[0].display_name,
                )
            )

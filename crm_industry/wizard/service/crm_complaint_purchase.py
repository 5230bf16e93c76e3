from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmComplaintPurchase(models.TransientModel):
    """What a customer has bought, for an agent who names what is wrong and need not see orders."""

    _name = "crm.complaint.purchase"
    _description = "What a Customer Bought"

    complaint_id = fields.Many2one("crm.complaint", required=True, readonly=True)
    line_ids = fields.One2many("crm.complaint.purchase.line", "purchase_id")

    def _open_for(self, complaint):
        """Return the list for a complaint; the caller has made sure that the user handles it.

        :raise UserError: the customer is not known, or has bought nothing
        """
        lines = complaint._bought_lines()
        if not lines:
            raise UserError(
                self.env._("%(complaint)s: no goods are known that the customer has bought.", complaint=complaint.display_name)
            )
        named = {line.order_line_id.id: line.quantity for line in complaint.line_ids}
        # sudo: agents write quantities only
        wizard = self.sudo().create(
            {
                "complaint_id": complaint.id,
                "line_ids": [
                    Command.create({"sequence": rank, "order_line_id": line.id, "quantity": named.get(line.id, 0)})
                    for rank, line in enumerate(lines)
                ],
            }
        )
        return wizard.sudo(False)

    def action_take(self):
        """Name the goods with a quantity as those that the complaint is about (button).

        :raise UserError: nothing is named, or more than was bought
        """
        self.ensure_one()
        complaint = self.complaint_id
        complaint._check_agent()
        complaint.check_access("write")
        complaint._check_open()
        bought = complaint._bought_lines()
        # sudo: agents need not see orders
        chosen = self.sudo().line_ids.filtered(lambda line: line.quantity > 0 and line.order_line_id in bought)
        if not chosen:
            raise UserError(self.env._("Say of which goods how many are wrong."))
        for line in chosen:
            if line.uom_id.compare(line.quantity, line.bought_quantity) > 0:
                raise UserError(
                    self.env._(
                        "%(goods)s: %(order)s sold %(quantity)s of it.",
                        goods=line.product_id.display_name,
                        order=line.order_name,
                        quantity=line.bought_quantity,
                    )
                )
        named = complaint.line_ids.order_line_id.ids
        taken_back = self.sudo().line_ids.filtered(lambda line: line.quantity <= 0 and line.order_line_id.id in named)
        complaint._name_bought({line.order_line_id: max(line.quantity, 0) for line in chosen | taken_back})
        return {"type": "ir.actions.act_window_close"}

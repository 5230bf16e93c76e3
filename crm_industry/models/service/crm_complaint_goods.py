from odoo import api, models
from odoo.fields import Command

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_complaint import AGENT

SHOWN_GOODS = 200  # the newest that are offered


class CrmComplaint(models.Model):
    """The goods that a complaint is about, taken from its order."""

    _inherit = "crm.complaint"

    @api.onchange("order_id")
    def _onchange_order_id(self):
        """Propose the goods of an order that sold nothing else; of other orders the agent names what is wrong."""
        order = self.order_id._origin
        if not order or self.line_ids:
            return
        if self.env.user.has_group(AGENT) and order.sudo().company_id in self.env.companies:
            # sudo: agents need not see orders; the customer tells them the number
            order = order.sudo()
        elif not order.has_access("read"):
            return
        lines = order.order_line.filtered(
            lambda line: not line.display_type and line.product_id.type == "consu" and line.product_uom_qty > 0
        )
        if len(lines) == 1:
            self.line_ids = [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "order_line_id": line.id,
                        "quantity": line.product_uom_id._compute_quantity(
                            line.product_uom_qty, line.product_id.uom_id, round=False
                        ),
                    }
                )
                for line in lines
            ]

    def action_choose_goods(self):
        """Open what the customer has bought, to name what is wrong (button).

        :raise AccessError: the user is no service agent, or may not change the complaint
        :raise UserError: the complaint is over
        """
        check_one(self)
        self._check_agent()
        self.check_access("write")
        self._check_open()
        wizard = self.env["crm.complaint.purchase"]._open_for(self)
        return {
            "name": self.env._("What the Customer Bought"),
            "type": "ir.actions.act_window",
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _bought_lines(self):
        """Return the order lines with goods that the customer has bought of the company, with full rights: those of the order of
        the complaint first, then the newest."""
        self.ensure_one()
        lines = self.env["sale.order.line"].sudo()
        goods = [
            ("company_id", "=", self.company_id.id),
            ("order_id.partner_id", "child_of", self.partner_id.ids),
            ("state", "=", "sale"),
            ("display_type", "=", False),
            ("is_downpayment", "=", False),
            ("product_id.type", "=", "consu"),
            ("product_uom_qty", ">", 0),
        ]
        if not self.partner_id:
            return lines
        first = lines.search([*goods, ("order_id", "=", self.order_id.id)], order="id") if self.order_id else lines
        return first | lines.search(goods, order="order_id, id", limit=SHOWN_GOODS)

    def _name_bought(self, quantities):
        """Name goods as what the complaint is about, the order with them.

        :param dict quantities: quantity in the product's unit by order line, at least one; none of what is named takes it back
        """
        self.ensure_one()
        named = {line.order_line_id.id: line for line in self.line_ids}
        commands = []
        for sold, quantity in quantities.items():
            line = named.get(sold.id)
            if line and quantity:
                commands.append(Command.update(line.id, {"quantity": quantity}))
            elif line:
                commands.append(Command.delete(line.id))
            elif quantity:
                values = {"product_id": sold.product_id.id, "order_line_id": sold.id, "quantity": quantity}
                commands.append(Command.create(values))
        orders = next(iter(quantities)).browse(sold.id for sold, quantity in quantities.items() if quantity).order_id
        values = {"line_ids": commands}
        if self.sudo().order_id not in orders:
            values["order_id"] = orders[:1].id
        self.write(values)

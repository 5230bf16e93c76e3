from markupsafe import Markup, escape

from odoo import api, fields, models


class SaleOrder(models.Model):
    """Orders of tobacco: what the rules of the trade say against them, and how much that counts."""

    _inherit = "sale.order"

    tobacco_check = fields.Selection(
        [("clear", "Clear"), ("warned", "Warned"), ("blocked", "Held Back")],
        string="Tobacco Rules",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="Result of the last check against licence and order cycle.",
    )
    tobacco_hindrance = fields.Html(
        string="Against the Tobacco Rules",
        compute="_compute_tobacco_hindrance",
        compute_sudo=True,
        groups="base.group_user",
        help="What the rules of the trade say against the order now.",
    )

    @api.depends(
        "partner_id",
        "company_id",
        "state",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.product_uom_id",
    )
    @api.depends_context("lang")
    def _compute_tobacco_hindrance(self):
        findings = self.filtered(lambda order: order.state in ("draft", "sent"))._tobacco_findings()
        for order in self:
            texts = [finding["text"] for finding in findings.get(order, ())]
            lines = Markup("").join(Markup("<li>%s</li>") % escape(text) for text in texts)
            order.tobacco_hindrance = Markup("<ul class='mb-0'>%s</ul>") % lines if texts else False

    # -- for the rules of the trade --------------------------------------------------------------------------------

    def _tobacco_findings(self):
        """Return what the rules of the trade say against these orders now, for all of them at once. Extend by super.

        :return: {order: [{"mode": "warn" or "block", "text": a sentence}]}, with a key for each order of tobacco
        """
        return {order: [] for order in self if order._tobacco_lines()}

    def _tobacco_lines(self):
        """The lines with tobacco."""
        return self.order_line.filtered(lambda line: line._tobacco_class() and line.product_uom_qty > 0)

    def _tobacco_customer(self):
        """Who gets the tobacco: the commercial partner."""
        return self.partner_id.commercial_partner_id._origin

    def _tobacco_company(self):
        """The company whose settings and retailers' files count: the root, with all rights."""
        return self.company_id.sudo().root_id

    @api.model
    def _tobacco_retailers(self, orders):
        """Return {order: the retailer's file of its customer, empty without one}, from one query."""
        customers = self.env["res.partner"].union(*(order._tobacco_customer() for order in orders))
        files = self.env["crm.tobacco.retailer"]._of_partners(customers)
        none = self.env["crm.tobacco.retailer"]
        return {order: files.get(order._tobacco_customer().id, none) for order in orders}

    # -- confirmation ----------------------------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm the orders that the rules of the trade let pass; those that they block stay quotations.

        :return: what the confirmation returns; a notification when that is True and an order was warned about or blocked
        """
        findings = self.filtered(lambda order: order.state in ("draft", "sent"))._tobacco_findings()
        results = findings and self._tobacco_keep(findings)
        blocked = self.browse(order.id for order, result in (results or {}).items() if result == "blocked")
        passed = self - blocked
        result = True
        if passed or not blocked:
            result = super(SaleOrder, passed).action_confirm()
        told = {order: found for order, found in findings.items() if found}
        return self._tobacco_notification(told, bool(blocked)) if result is True and told else result

    @api.model
    def _tobacco_keep(self, findings):
        """Note the result on the orders and return {order: result}."""
        results = {order: self._tobacco_result(found) for order, found in findings.items()}
        for order, result in results.items():
            if order.sudo().tobacco_check != result:
                order._write_server_fields({"tobacco_check": result})
            if findings[order]:
                order._tobacco_log(findings[order])
        return results

    @api.model
    def _tobacco_result(self, found):
        modes = {finding["mode"] for finding in found}
        return "blocked" if "block" in modes else "warned" if modes else "clear"

    def _tobacco_log(self, found):
        title = self.env._("Against the rules of the tobacco trade:")
        self.sudo()._message_log(body=Markup("<br/>").join([title, *(finding["text"] for finding in found)]))

    @api.model
    def _tobacco_notification(self, findings, blocked):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if blocked else "warning",
                "title": self.env._("Against the rules of the tobacco trade"),
                "message": "\n".join(f"{order.name}: {each['text']}" for order, found in findings.items() for each in found),
                "sticky": blocked,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

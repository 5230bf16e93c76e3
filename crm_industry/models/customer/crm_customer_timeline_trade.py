from odoo import api, models
from odoo.tools import SQL


class CrmCustomerTimeline(models.AbstractModel):
    """Quotations, orders, deliveries, invoices and payments of a customer."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _timeline_kinds(self):
        return super()._timeline_kinds() | {
            "quotation": {"label": self.env._("Quotations"), "icon": "fa-file-text-o"},
            "order": {"label": self.env._("Orders"), "icon": "fa-shopping-cart"},
            "delivery": {"label": self.env._("Deliveries"), "icon": "fa-truck"},
            "return": {"label": self.env._("Returns"), "icon": "fa-undo"},
            "invoice": {"label": self.env._("Invoices"), "icon": "fa-money"},
            "refund": {"label": self.env._("Credit Notes"), "icon": "fa-minus-square-o"},
            "payment": {"label": self.env._("Payments"), "icon": "fa-check-square-o"},
        }

    @api.model
    def _timeline_statuses(self):
        return super()._timeline_statuses() | {
            "sale.order": ("sale.order", "state"),
            "account.move": ("account.move", "payment_state"),
        }

    @api.model
    def _timeline_sources(self, scope):
        return super()._timeline_sources(scope) | {
            "order": self._timeline_orders(scope),
            "delivery": self._timeline_deliveries(scope),
            "invoice": self._timeline_invoices(scope),
            "payment": self._timeline_payments(scope),
        }

    @api.model
    def _timeline_orders(self, scope):
        return self._timeline_select(
            {
                "time": SQL("sale.date_order"),
                "key": SQL("sale.id"),
                "kind": SQL("CASE WHEN sale.state IN ('draft', 'sent') THEN 'quotation' ELSE 'order' END"),
                "model": SQL("'sale.order'"),
                "res_id": SQL("sale.id"),
                "title": SQL("sale.name"),
                "status": SQL("sale.state"),
                "amount": SQL("sale.amount_total"),
                "currency_id": SQL("sale.currency_id"),
                "user_id": SQL("sale.user_id"),
                "contact_id": SQL("nullif(sale.partner_id, %s)", scope.customer.id),
            },
            SQL(
                "FROM sale_order sale WHERE %s AND %s",
                scope.theirs(SQL("sale.partner_id")),
                scope.chosen(SQL("sale.company_id")),
            ),
        )

    @api.model
    def _timeline_deliveries(self, scope):
        """What has left for the customer, or come back from it."""
        return self._timeline_select(
            {
                "time": SQL("picking.date_done"),
                "key": SQL("picking.id"),
                "kind": SQL("CASE WHEN target.usage = 'customer' THEN 'delivery' ELSE 'return' END"),
                "model": SQL("'stock.picking'"),
                "res_id": SQL("picking.id"),
                "title": SQL("concat_ws(' · ', picking.name, nullif(picking.origin, ''))"),
                "user_id": SQL("picking.user_id"),
                "contact_id": SQL("nullif(picking.partner_id, %s)", scope.customer.id),
                "direction": SQL("CASE WHEN target.usage = 'customer' THEN 'out' ELSE 'in' END"),
            },
            SQL(
                """
                FROM stock_picking picking
                JOIN stock_location origin ON origin.id = picking.location_id
                JOIN stock_location target ON target.id = picking.location_dest_id
               WHERE %s AND %s AND picking.state = 'done' AND (target.usage = 'customer') <> (origin.usage = 'customer')
                """,
                scope.theirs(SQL("picking.partner_id")),
                scope.chosen(SQL("picking.company_id")),
            ),
        )

    @api.model
    def _timeline_invoices(self, scope):
        return self._timeline_select(
            {
                "time": scope.midnight(SQL("move.invoice_date")),
                "key": SQL("move.id"),
                "kind": SQL("CASE move.move_type WHEN 'out_refund' THEN 'refund' ELSE 'invoice' END"),
                "model": SQL("'account.move'"),
                "res_id": SQL("move.id"),
                "title": SQL("move.name"),
                "status": SQL("move.payment_state"),
                "amount": SQL("CASE move.move_type WHEN 'out_refund' THEN -move.amount_total ELSE move.amount_total END"),
                "currency_id": SQL("move.currency_id"),
                "user_id": SQL("move.invoice_user_id"),
                "whole_day": SQL("TRUE"),
            },
            SQL(
                """
                FROM account_move move
               WHERE %s AND %s AND move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                """,
                scope.theirs(SQL("move.partner_id")),
                scope.chosen(SQL("move.company_id")),
            ),
        )

    @api.model
    def _timeline_payments(self, scope):
        return self._timeline_select(
            {
                "time": scope.midnight(SQL("payment.date")),
                "key": SQL("payment.id"),
                "kind": SQL("'payment'"),
                "model": SQL("'account.payment'"),
                "res_id": SQL("payment.id"),
                "title": SQL("coalesce(nullif(payment.memo, ''), payment.name)"),
                "amount": SQL("CASE payment.payment_type WHEN 'outbound' THEN -payment.amount ELSE payment.amount END"),
                "currency_id": SQL("payment.currency_id"),
                "direction": SQL("CASE payment.payment_type WHEN 'outbound' THEN 'out' ELSE 'in' END"),
                "whole_day": SQL("TRUE"),
            },
            SQL(
                """
                FROM account_payment payment
               WHERE %s AND %s AND payment.partner_type = 'customer' AND payment.state IN ('in_process', 'paid')
                """,
                scope.theirs(SQL("payment.partner_id")),
                scope.chosen(SQL("payment.company_id")),
            ),
        )

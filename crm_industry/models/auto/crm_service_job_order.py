from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmServiceJob(models.Model):
    """The sales order of a job: labour at the rate of the vehicle's class, parts from the station's warehouse."""

    _inherit = "crm.service.job"

    sale_order_id = fields.Many2one(
        "sale.order", string="Order", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    amount_text = fields.Char(string="Total", compute="_compute_amount_text", help="For people of the station.")
    work_done = fields.Text(string="Labour and Parts", compute="_compute_work_done", help="Without prices, for every station.")

    _order_uniq = models.UniqueIndex("(sale_order_id) WHERE sale_order_id IS NOT NULL", "The order belongs to another job.")

    @api.depends("sale_order_id.amount_total")
    @api.depends_context("uid")
    def _compute_amount_text(self):
        for job in self:
            # sudo: after the check
            order = job.sudo().sale_order_id
            shown = order and job._may_see_prices()
            job.amount_text = format_amount(self.env, order.amount_total, order.currency_id) if shown else False

    @api.depends("sale_order_id.order_line.product_uom_qty", "sale_order_id.order_line.name")
    def _compute_work_done(self):
        for job in self:
            job.work_done = "\n".join(f"{line['quantity']:g} × {line['name']}" for line in job._work_lines()) or False

    def _work_lines(self):
        """Return what was or will be done: [{name, quantity, product_id, operation_id}], without prices."""
        self.ensure_one()
        # sudo: names and quantities are for every station
        lines = self.sudo().sale_order_id.order_line.filtered(lambda line: line.product_id and not line.display_type)
        return [
            {
                "name": line.labour_operation_id.display_name or line.product_id.display_name,
                "quantity": line.product_uom_qty,
                "product_id": line.product_id.id,
                "operation_id": line.labour_operation_id.id,
            }
            for line in lines
        ]

    # -- making it -----------------------------------------------------------------------------------------------------

    def action_make_order(self):
        """Make the quotation of the job, or add what labour and packages it has got since.

        :raise UserError: the job is over, or it has no customer
        """
        check_one(self)
        self.check_access("write")
        self._check_may_change("work")
        if not self.sale_order_id:
            order = self.env["sale.order"].with_company(self.company_id).create(self._prepare_order())
            self._guarded_write({"sale_order_id": order.id})
        order = self.sale_order_id
        if lines := self._missing_lines(order):
            order.write({"order_line": [Command.create(values) for values in lines]})
        return self.action_order()

    def action_order(self):
        """Open the order."""
        check_one(self)
        self.check_access("read")
        if not self.sale_order_id:
            raise UserError(self.env._("There is no order yet."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order"),
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
        }

    def _prepare_order(self):
        """Return the values of the quotation. Extend by super."""
        self.ensure_one()
        values = {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "origin": self.name,
            "commitment_date": self.promised_on,
        }
        # sudo: sellers don't see warehouses
        warehouse = self.station_id.sudo().warehouse_id
        return values | ({"warehouse_id": warehouse.id} if warehouse else {})

    def _missing_lines(self, order):
        """Return the values of the lines that the order has not got yet."""
        known = order.order_line
        values = []
        for package in self.package_ids - known.service_package_id:
            values += self._package_lines(package, order)
        for operation in self.operation_ids - known.labour_operation_id:
            values.append(self._operation_line(operation, order))
        return values

    def _package_lines(self, package, order):
        """Return the values of the lines of a package. With a price of its own, labour and parts are in that price."""
        included = bool(package.price)
        values = []
        if included:
            price = package.currency_id._convert(package.price, order.currency_id, order.company_id, order.date_order)
            values.append({"product_id": package.product_id.id, "name": package.name, "product_uom_qty": 1, "price_unit": price})
        for line in package.line_ids:
            if line.operation_id:
                row = self._operation_line(line.operation_id, order, line.quantity)
            else:
                row = {"product_id": line.product_id.id, "product_uom_qty": line.quantity}
            values.append(row | ({"price_unit": 0} if included else {}))
        return [row | {"service_package_id": package.id} for row in values]

    def _operation_line(self, operation, order, times=1):
        """Return the values of the line of an operation: its hours at the rate of the vehicle's class."""
        day = order.date_order.date()
        rate = self.env["crm.labour.rate"]._price_for(order.company_id, self.vehicle_id.sudo().body_class, order.currency_id, day)
        values = {
            "product_id": operation.product_id.id,
            "name": operation.display_name,
            "product_uom_qty": operation.hours * times,
            "labour_operation_id": operation.id,
        }
        return values | ({} if rate is None else {"price_unit": rate})

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "cancel":
            # sudo: the quotation belongs to the job
            drafts = self.sudo().sale_order_id.filtered(lambda order: order.state in ("draft", "sent"))
            drafts._action_cancel()
        return result

    def _cancel_reasons(self):
        """Return what stands against calling the job off, a sentence each. Extend by super."""
        # sudo: of the job's own order
        if self.sudo().sale_order_id.state == "sale":
            return [self.env._("Its order is confirmed: cancel the order first.")]
        return []

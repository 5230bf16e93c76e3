from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

PRODUCT = "crm_industry.product_trade_in"


class CrmTradeIn(models.Model):
    """The receipt: the vehicle is ours and used, its odometer is noted, and a vendor bill of the customer is drafted."""

    _inherit = "crm.trade.in"

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "receive":
            for trade_in in self:
                trade_in._trade_in_take_vehicle()
                trade_in._trade_in_make_bill()
        return result

    def _trade_in_take_vehicle(self):
        """The company becomes the owner of the vehicle."""
        company, day = self.company_id, self._transition_today()
        # sudo: whoever may take the vehicle in
        vehicle = self.sudo().vehicle_id.with_company(company)
        vehicle._transfer(company.sudo().partner_id, day)
        vehicle.write({"condition": "used", "active": True})
        values = {"km": self.received_km, "date": day, "source": "station", "company_id": company.id}
        self.env["crm.vehicle.odometer"].sudo().create({"vehicle_id": vehicle.id} | values)

    def _trade_in_make_bill(self):
        """Draft the vendor bill, in the currency of the company; accountants check and post it."""
        # sudo: people of stations don't write bills
        values = self.sudo()._prepare_trade_in_bill()
        bill = self.env["account.move"].sudo().with_company(self.company_id).create(values)
        self.sudo()._guarded_write({"bill_id": bill.id})
        self._message_log(body=self.env._("A draft vendor bill to %(customer)s was made.", customer=self.partner_id.display_name))

    def _prepare_trade_in_bill(self):
        """Return the values of the vendor bill; in sudo mode. The agreed value is all that is paid: no tax is put on top of it.
        Extend by super."""
        self.ensure_one()
        line = {
            "product_id": self._trade_in_product().id,
            "name": self.env._(
                "Used vehicle %(vehicle)s, VIN %(vin)s", vehicle=self.vehicle_id.display_name, vin=self.vehicle_id.vin
            ),
            "quantity": 1,
            "price_unit": self.agreed_value,
            "tax_ids": [Command.clear()],
        }
        return {
            "move_type": "in_invoice",
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
            "invoice_date": self.received_on,
            "ref": self.name,
            "invoice_origin": self.order_id.name,
            "invoice_line_ids": [Command.create(line)],
        }

    def _trade_in_product(self):
        """Return the product of the bill: that of the settings, else the one that is shipped.

        :raise UserError: there is none
        """
        product = self.company_id.auto_trade_in_product_id or self.env.ref(PRODUCT, raise_if_not_found=False)
        if not product:
            raise UserError(self.env._("%(trade_in)s: choose the product of trade-ins in the settings.", trade_in=self.name))
        return product

from odoo import models
from odoo.fields import Command

from . import names
from .plan_customers import plan_customers


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_customers(self, world):
        """Make the customers with their contacts, and the suppliers."""
        world.customers = plan_customers(world)
        values = [self._prepare_customer_values(world, customer) for customer in world.customers]
        for customer, partner in zip(world.customers, self.env["res.partner"].create(values), strict=True):
            customer.record = partner
        self._remember("steady_customer", world.customers[0].record)
        portal = world.users["customer"].partner_id
        portal.write({"parent_id": world.customers[0].record.id, "type": "contact", "function": "采购经理"})
        self._load_suppliers()
        self._progress("%s customers", len(world.customers))

    def _prepare_customer_values(self, world, customer):
        values = dict(customer.values)
        export = customer.kind == "export"
        pricelist = "export" if export else "dealer" if customer.kind in ("dealer", "operator", "chain") else "standard"
        values.update(
            self._prepare_place(values.pop("country"), values.pop("state", None)),
            is_company=True,
            company_id=False,
            lang="en_US" if export else "zh_CN",
            tz="Asia/Shanghai",
            customer_rank=1,
            user_id=self._salesperson(world, customer.trade).id,
            property_payment_term_id=world.terms[customer.term].id,
            specific_property_product_pricelist=world.pricelists[pricelist].id,
            child_ids=[Command.create(dict(contact, lang="zh_CN")) for contact in customer.contacts],
        )
        return values

    def _prepare_place(self, country_code, state_name=None):
        country = self.env.ref(f"base.{country_code.lower()}")
        states = self.env["res.country.state"]
        state = (
            states.search([("country_id", "=", country.id), ("name", "=like", f"{state_name}%")], limit=1)
            if state_name
            else states
        )
        return {"country_id": country.id, "state_id": state.id}

    def _load_suppliers(self):
        values = [
            dict(
                self._prepare_place("CN", state),
                name=name,
                city=f"{city}市",
                is_company=True,
                supplier_rank=1,
                lang="zh_CN",
            )
            for name, state, city, _trade in names.SUPPLIERS
        ]
        suppliers = self.env["res.partner"].create(values)
        for (_name, _state, _city, trade), supplier in zip(names.SUPPLIERS, suppliers, strict=True):
            self._remember(f"supplier_{trade}", supplier)

"""In Odoo: a supply plan of the present week and quotations of it, more of them than fit."""

from odoo.fields import Command

from . import EACH, QUANTITY
from .fill import run as fill
from .fill import scarce_product


def run(env, orders, of_each):
    """Make a plan with the same quota for all retailers, and quotations.

    :param orders: how many, of one retailer after the other
    :param of_each: quotations of a retailer
    :return: list of ids
    """
    retailers = orders // of_each
    fill(env, retailers)
    company, product = env.ref("base.main_company"), scarce_product(env)
    week = env["sale.order"].new({"company_id": company.id})._supply_present()
    values = {"company_id": company.id, "week": week, "product_id": product.id, "total": EACH * retailers, "shape": "even"}
    plan = env["crm.supply.plan"].with_user(env.ref("base.user_admin")).create(values)
    plan.action_generate()
    plan.action_submit()
    plan.with_user(env.ref("base.user_root")).action_approve()
    plan.action_publish()
    line = {"product_id": product.id, "product_uom_qty": QUANTITY, "price_unit": 100}
    customers = env["res.partner"].search([("ref", "=like", "TB%")], order="id", limit=retailers)
    quotations = env["sale.order"].create(
        [
            {"partner_id": customer.id, "company_id": company.id, "order_line": [Command.create(line)]}
            for customer in customers
            for _number in range(of_each)
        ]
    )
    return quotations.ids

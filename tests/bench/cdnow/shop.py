"""The purchases in Odoo: customers, orders, invoices and payments by its own methods."""

import pandas

from odoo.fields import Command

from ..generator.world import build_world
from .expected import COSTS

BATCH = 300
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_notrack": True}


def load(env, plan):
    """Enter the planned purchases in a company of its own.

    :return: (the company, {customer of the sample: id of its partner})
    """
    company = build_world(env, "CDNOW").main
    env = env(context={**env.context, **QUIET, "allowed_company_ids": company.ids})
    products = _products(env, company)
    names = plan["customer"].unique()
    partners = env["res.partner"].create([{"name": f"CDNOW {name}", "is_company": True} for name in names])
    ids = dict(zip(names.tolist(), partners.ids, strict=True))
    journal = env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "bank")], limit=1)
    for start in range(0, len(plan), BATCH):
        _enter(env, plan.iloc[start : start + BATCH], ids, products, journal)
        env.flush_all()
        env.invalidate_all()
    return company, ids


def _products(env, company):
    """A disc of each category, in categories of their own."""
    names = [f"Discs {number}" for number in range(len(COSTS))]
    categories = env["product.category"].create([{"name": name} for name in names])
    return env["product.product"].create(
        [
            {
                "name": category.name,
                "categ_id": category.id,
                "type": "service",
                "invoice_policy": "order",
                "standard_price": cost / 100,
                "taxes_id": [Command.set(company.account_sale_tax_id.ids)],
            }
            for category, cost in zip(categories, COSTS, strict=True)
        ]
    )


def _enter(env, plan, ids, products, journal):
    orders = env["sale.order"].create(
        [
            {
                "partner_id": ids[row.customer],
                "order_line": [
                    Command.create(
                        {
                            "product_id": products[row.category].id,
                            "product_uom_qty": row.quantity,
                            "price_unit": row.price / 100,
                        }
                    )
                ],
            }
            for row in plan.itertuples()
        ]
    )
    orders.action_confirm()
    for order, day in zip(orders, plan["day"], strict=True):
        order.date_order = day.replace(hour=4)
    invoiced = pandas.Series(orders.ids, index=plan.index)
    invoices = env["sale.order"].browse(invoiced[plan["invoiced"]].tolist())._create_invoices(grouped=True)
    for invoice in invoices:
        day = invoice.line_ids.sale_line_ids.order_id.date_order.date()
        invoice.write({"invoice_date": day, "invoice_date_due": day})
    invoices.action_post()
    paid = set(invoiced[plan["paid"]].tolist())
    _pay(env, invoices.filtered(lambda rec: rec.line_ids.sale_line_ids.order_id.id in paid), journal)


def _pay(env, invoices, journal):
    """One bank entry pays the invoices; each has a line of it, unless it was free."""
    due = invoices.line_ids.filtered(lambda line: line.display_type == "payment_term" and line.balance)
    lines = [(item.account_id, item.partner_id, -item.balance) for item in due]
    lines.append((journal.default_account_id, env["res.partner"], sum(due.mapped("balance"))))
    entry = env["account.move"].create(
        {
            "move_type": "entry",
            "journal_id": journal.id,
            "line_ids": [
                Command.create({"account_id": account.id, "partner_id": partner.id, "balance": balance})
                for account, partner, balance in lines
            ],
        }
    )
    entry.action_post()
    paid = entry.line_ids[:-1]
    env["account.move.line"]._reconcile_plan([pair[0] | pair[1] for pair in zip(due, paid, strict=True)])

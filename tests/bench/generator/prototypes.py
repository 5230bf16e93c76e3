"""Raw rows of one real example of every kind of record, made by the ORM and rolled back."""

from odoo.fields import Command
from odoo.tools import SQL

UNDONE = ("credit_decision_id",)  # columns that refer to records undone with the example


class _Undo(Exception):
    pass


def prototype_rows(env, company, world):
    """Make one order, its invoices and a payment in the company, and keep only their rows.

    :return: {kind: {column: value}}
    """
    companies = [company.id, *(world.companies - company).ids]
    env = env(context={**env.context, "allowed_company_ids": companies, "tracking_disable": True})
    rows = {}
    try:
        with env.cr.savepoint():
            _fill(env, company, world, rows)
            raise _Undo
    except _Undo:
        env.invalidate_all(flush=False)
        env.cr.precommit.clear()  # what would run at commit speaks of the undone records
        env.cr.postcommit.clear()
    return rows


def payment_prototype(env, company):
    """:return: {column: value} of a payment received, with journal and method of the company"""
    journal = env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "bank")], limit=1)
    rows = {}
    try:
        with env.cr.savepoint():
            partner = env["res.partner"].create({"name": "x"})
            values = {"payment_type": "inbound", "partner_type": "customer", "partner_id": partner.id, "amount": 1}
            _keep(env, rows, payment=env["account.payment"].create({**values, "journal_id": journal.id}))
            raise _Undo
    except _Undo:
        env.invalidate_all(flush=False)
    return rows["payment"]


def _fill(env, company, world, rows):
    customer = env["res.partner"].create({"name": "x", "is_company": True, "lang": "en_US"})
    contact = env["res.partner"].create({"name": "y", "type": "invoice", "parent_id": customer.id})
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "company_id": company.id,
            "user_id": env.user.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in world.products
            ],
        }
    )
    _keep(env, rows, customer=customer, contact=contact, order_draft=order)
    order.action_confirm()
    service = order.order_line[0]
    service.qty_delivered = 1
    _down_payment(env, order)
    invoice = order._create_invoices(final=True)
    invoice.action_post()
    section = order.order_line.filtered(lambda line: line.display_type and line.is_downpayment)
    deposit = order.order_line.filtered("is_downpayment") - section
    products = invoice.line_ids.filtered(lambda line: line.display_type == "product")
    _keep(
        env,
        rows,
        order=order,
        order_line_service=service,
        order_line_consu=order.order_line[1],
        deposit_section=section,
        deposit=deposit,
        invoice=invoice,
        product_line=products.filtered("product_id")[0],
        deposit_line=products.filtered("is_downpayment"),
        tax_line=invoice.line_ids.filtered("tax_line_id"),
        due_line=invoice.line_ids.filtered(lambda line: line.display_type == "payment_term"),
    )
    _payment(env, company, customer, rows)
    _transaction(env, company, customer, world, rows)


def _down_payment(env, order):
    wizard = env["sale.advance.payment.inv"].create(
        {
            "advance_payment_method": "percentage",
            "amount": 20,
            "sale_order_ids": [Command.set(order.ids)],
        }
    )
    wizard.create_invoices()
    order.invoice_ids.action_post()


def _payment(env, company, customer, rows):
    journal = env["account.journal"].search([("company_id", "parent_of", company.id), ("type", "=", "bank")], limit=1)
    receivable = customer.with_company(company).property_account_receivable_id
    amounts = {journal.default_account_id: 10, receivable: -10}
    move = env["account.move"].create(
        {
            "move_type": "entry",
            "company_id": company.id,
            "journal_id": journal.id,
            "line_ids": [
                Command.create({"account_id": account.id, "partner_id": customer.id, "balance": amount})
                for account, amount in amounts.items()
            ],
        }
    )
    move.action_post()
    bank, due = move.line_ids.sorted("balance", reverse=True)
    _keep(env, rows, payment=move, payment_bank=bank, payment_due=due)


def _transaction(env, company, customer, world, rows):
    provider = world.providers.filtered(lambda rec: rec.company_id == company.root_id)
    transaction = env["payment.transaction"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": env.ref("payment.payment_method_unknown").id,
            "reference": "prototype",
            "amount": 1,
            "currency_id": company.currency_id.id,
            "partner_id": customer.id,
        }
    )
    _keep(env, rows, transaction=transaction)


def _keep(env, rows, **records):
    env.flush_all()
    for kind, record in records.items():
        record.ensure_one()
        env.cr.execute(SQL("SELECT * FROM %s WHERE id = %s", SQL.identifier(record._table), record.id))
        (row,) = env.cr.dictfetchall()
        rows[kind] = {name: value for name, value in row.items() if name not in UNDONE}

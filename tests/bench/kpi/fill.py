"""In Odoo: two years of trade with credit accounts, sellers, losses and set-offs."""

import random
from datetime import timedelta

from odoo.fields import Command
from odoo.tests.common import new_test_user

from tests.bench import trade
from tests.bench.generator.accounts import draw_limits, write_accounts
from tests.bench.generator.cover import Cover
from tests.bench.generator.story import Customer
from tests.bench.grading.process import as_manager
from tests.bench.trade.load import END

LOSSES = 60  # invoices written off, some in part
SET_OFFS = 60  # credit notes matched with invoices


def run(env, size, seed=1):
    """Fill the database; same seed, same data.

    :param size: number of customers
    """
    loaded = trade.load(env, size, seed)
    rng = random.Random(seed)
    _accounts(env, loaded, rng)
    env, company = as_manager(env, loaded.world.main)
    _sellers(env, company)
    _losses(env, company, rng)
    _set_offs(env, company, rng)


def _sellers(env, company):
    """Two sellers with a team each, for their invoices; a third of the invoices names nobody."""
    sellers = [new_test_user(env, f"kpi{number}", "sales_team.group_sale_salesman") for number in range(2)]
    teams = env["crm.team"].create([{"name": f"Bench {number}", "company_id": company.id} for number in range(2)])
    env.flush_all()
    env.cr.execute(
        "UPDATE account_move SET invoice_user_id = (%s)[1 + id %% 3], team_id = (%s)[1 + id %% 3]"
        " WHERE move_type IN ('out_invoice', 'out_refund')",
        [[*(seller.id for seller in sellers), None], [*teams.ids, None]],
    )
    env.invalidate_all(flush=False)


def _accounts(env, loaded, rng):
    env.cr.execute("SELECT id, COALESCE(contact, id), home FROM trade_customer ORDER BY number")
    customers = [Customer(*row) for row in env.cr.fetchall()]
    accounts = [own for own, _mirror in draw_limits(rng, len(customers), loaded.world.companies)]
    roots = loaded.world.companies.filtered(lambda company: not company.parent_id)
    cover = Cover(env, "kpi", END, roots)
    cover.complete(accounts)
    write_accounts(env, customers, accounts)
    cover.write_temporary([account for own in accounts for account in own])


def _open_items(env, company, kind):
    """:return: open receivable items of invoices, or of credit notes"""
    domain = [
        ("account_id.account_type", "=", "asset_receivable"),
        ("reconciled", "=", False),
        ("parent_state", "=", "posted"),
        ("company_id", "=", company.id),
        ("move_id.move_type", "=", kind),
        ("currency_id", "=", company.currency_id.id),
    ]
    return env["account.move.line"].search(domain, order="id")


def _losses(env, company, rng):
    """Entries on an expense account; every third invoice is written off in part."""
    lost = {"name": "Bad debts", "code": "BENCHBAD", "account_type": "expense"}
    expense = env["account.account"].create({**lost, "company_ids": [Command.set(company.ids)]})
    journal = env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "general")], limit=1)
    items = _open_items(env, company, "out_invoice")
    for number, item in enumerate(rng.sample(list(items), min(LOSSES, len(items) // 2))):
        amount = item.amount_residual if number % 3 else company.currency_id.round(item.amount_residual / 3)
        entry = env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": min(END, item.date_maturity + timedelta(rng.randrange(60))),
                "line_ids": [
                    Command.create({"account_id": expense.id, "debit": amount}),
                    Command.create({"account_id": item.account_id.id, "partner_id": item.partner_id.id, "credit": amount}),
                ],
            }
        )
        entry.action_post()
        (item | entry.line_ids.filtered("credit")).reconcile()


def _set_offs(env, company, rng):
    invoices = _open_items(env, company, "out_invoice").grouped(lambda item: item.partner_id.commercial_partner_id)
    notes = [note for note in _open_items(env, company, "out_refund") if note.partner_id.commercial_partner_id in invoices]
    for note in rng.sample(notes, min(SET_OFFS, len(notes))):
        invoice = invoices[note.partner_id.commercial_partner_id][0]
        if not invoice.reconciled:
            (note | invoice).reconcile()

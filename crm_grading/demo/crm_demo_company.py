import logging

from odoo import models
from odoo.tools import SQL

from .demo_world import DemoWorld

_logger = logging.getLogger(__name__)

MODULE = "__demo__"
GROWING_MODELS = (
    "res.partner",
    "sale.order",
    "sale.order.line",
    "stock.picking",
    "stock.move",
    "stock.move.line",
    "stock.quant",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
)
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
    "no_vat_validation": True,
}


class CrmDemoCompany(models.AbstractModel):
    """The demo world: a Chinese trading company with customers, two years of business and a user for each role.

    It is made by code, relative to today and otherwise always the same, in the database's main company, which must not
    have accounting entries yet. Addons add their own part by extending `_steps` and `_demo_users`.
    """

    _name = "crm.demo.company"
    _description = "Demo company"

    def _load(self, customers=150, orders=1000, seed=19):
        """Build the demo world; do nothing when it exists already.

        :param int customers: number of customers, duplicates included
        :param int orders: number of quotations and orders of all customers
        :param int seed: another seed gives another world
        :return: the DemoWorld that was built, or None when there was one
        """
        if self._ref("company"):
            _logger.info("crm.demo: the demo company exists, nothing to do")
            return None
        loader = self.sudo().with_context(**QUIET, lang="en_US")
        main = self.env.ref("base.main_company")
        world = DemoWorld(seed, main._business_today(), customers, orders)
        loader = loader.with_context(allowed_company_ids=main.ids)
        for step in loader._steps():
            step(world)
            loader._refresh_statistics()
        _logger.info("crm.demo: done")
        return world

    def _logins(self):
        """Return [(role, login, password)] of the users that `_load` makes, in the order to show them."""
        admin = self.env.ref("base.user_admin")
        return [("Administrator", admin.login, admin.login)] + [
            (row["role"], row["login"], row["login"]) for row in self._demo_users()
        ]

    def _steps(self):
        """Return the methods that build the world one after another; each takes the DemoWorld."""
        return [
            self._load_company,
            self._load_users,
            self._load_products,
            self._load_customers,
            self._load_orders,
            self._load_stock,
            self._load_confirmations,
            self._load_deliveries,
            self._load_invoices,
            self._load_payments,
            self._load_returns,
            self._load_dates,
        ]

    def _in_batches(self, items, what, size=100):
        """Yield slices of a list, telling PostgreSQL about the rows written for each and the user about the progress.

        Without that PostgreSQL takes a table that was empty a moment ago for an empty one, and crosses all journal items
        with one another when core looks for the payments of invoices.
        """
        for start in range(0, len(items), size):
            yield items[start : start + size]
            self._refresh_statistics()
            self._progress("%s of %s %s", min(start + size, len(items)), len(items), what)

    def _refresh_statistics(self):
        """Tell PostgreSQL about the rows just written."""
        self.env.flush_all()
        tables = (self.env[name]._table for name in GROWING_MODELS)
        self.env.cr.execute(SQL("ANALYZE %s", SQL(", ").join(SQL.identifier(table) for table in tables)))

    def _ref(self, name):
        """Return the demo record registered under this name, or None."""
        return self.env.ref(f"{MODULE}.{name}", raise_if_not_found=False)

    def _remember(self, name, record):
        """Give a demo record a name; the module does not exist, so that no upgrade takes the record for a stale one."""
        self.env["ir.model.data"].create(
            {"module": MODULE, "name": name, "model": record._name, "res_id": record.id, "noupdate": True}
        )

    def _progress(self, text, *args):
        _logger.info("crm.demo: " + text, *args)

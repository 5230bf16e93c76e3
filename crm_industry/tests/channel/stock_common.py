from datetime import datetime, time, timedelta

import pytz
from freezegun import freeze_time as frozen

from odoo.fields import Command

from ..channel_common import ChannelCommon

ZONE = "Asia/Shanghai"
NOW = "2026-06-30 04:00:00"


class StockCommon(ChannelCommon):
    """Noon of 30 June 2026: a company in Shanghai with two warehouses, a branch with one, and short ways to done moves.

    `far` is the second warehouse, `branch_house` that of the branch. Days are given as numbers of days before ``today``.
    """

    @classmethod
    def setUpClass(cls):
        freezer = frozen(NOW)
        cls.clock = freezer.start()
        cls.addClassCleanup(freezer.stop)
        super().setUpClass()
        cls.house = cls.env["res.company"].create({"name": "Stock House", "business_tz": ZONE})
        cls.branch = cls.env["res.company"].create({"name": "Stock Branch", "parent_id": cls.house.id, "business_tz": ZONE})
        # Bare moves to customers are no deliveries that credit could be checked of.
        cls.house.credit_check_delivery = "off"
        companies = cls.house | cls.branch
        for user in cls.env.user | cls.channel_manager | cls.salesperson:
            user.write({"company_ids": [Command.link(company.id) for company in companies], "company_id": cls.house.id})
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=companies.ids))
        cls.near = cls.env["stock.warehouse"].search([("company_id", "=", cls.house.id)], limit=1)
        cls.far = cls.env["stock.warehouse"].create({"name": "Far", "code": "FAR", "company_id": cls.house.id})
        cls.branch_house = cls.env["stock.warehouse"].search([("company_id", "=", cls.branch.id)], limit=1)
        if not cls.branch_house:
            cls.branch_house = cls.env["stock.warehouse"].create(
                {"name": "Branch", "code": "BRA", "company_id": cls.branch.id}
            )
        cls.supplier = cls.env.ref("stock.stock_location_suppliers")
        cls.consumer = cls.env.ref("stock.stock_location_customers")
        cls.losses = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "in", (cls.house.id, False))], limit=1
        )
        cls.transit = cls.house.internal_transit_location_id
        cls.today = cls.house._business_today()

    @classmethod
    def at(cls, days, hour=12, minute=0):
        """The moment in UTC, without zone, of an hour in the company's zone so many days ago."""
        local = pytz.timezone(ZONE).localize(datetime.combine(cls.today - timedelta(days=days), time(hour, minute)))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @classmethod
    def goods(cls, name, cost=0.0, **values):
        product = cls.make_product(name, values.pop("category", cls.phones), values.pop("brand", None), **values)
        product.with_company(cls.house).standard_price = cost
        return product

    @classmethod
    def move(cls, product, quantity, source, target, days, hour=12, minute=0, uom=None, lot=None, **values):
        """A done move; warehouses stand for their stock location."""
        source, target = (
            place.lot_stock_id if place._name == "stock.warehouse" else place for place in (source, target)
        )
        company = source.company_id or target.company_id or cls.house
        cls.clock.move_to(cls.at(days, hour, minute))
        try:
            move = cls.env["stock.move"].create(
                {
                    "product_id": product.id,
                    "product_uom": (uom or product.uom_id).id,
                    "product_uom_qty": quantity,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "company_id": company.id,
                    **values,
                }
            )
            move._action_confirm(merge=False)
            move.move_line_ids.unlink()
            line = move._prepare_move_line_vals(quantity=0) | {"quantity": quantity, "lot_id": lot and lot.id}
            cls.env["stock.move.line"].create(line)
            move.picked = True
            move._action_done()
            cls.env.flush_all()
        finally:
            cls.clock.move_to(NOW)
        return move

    @classmethod
    def refresh(cls):
        """Work the stock figures out, as of today."""
        refresh = cls.env["crm.stock.refresh"]._for_company(cls.house)
        if refresh.job_state in ("queued", "running"):
            refresh.action_job_stop()
        refresh._begin(now=True)

    @classmethod
    def layers(cls, product, warehouse=None):
        """{days in stock: quantity} of a product in a warehouse."""
        found = cls.env["crm.stock.layer"].search(
            [("product_id", "=", product.id), ("warehouse_id", "=", (warehouse or cls.near).id)]
        )
        return {(cls.today - layer.day).days: layer.quantity for layer in found}

from datetime import datetime, time, timedelta

from odoo import models
from odoo.tools import SQL


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_dates(self, world):
        """Put the days of the plan where the ORM has written the present time, and the salesperson as the author.

        Written by SQL, since confirming and delivering always happens "now"; nothing else depends on these columns but
        the rate of an order in foreign currency, which goes back to the rate of its day.
        """
        self.env.flush_all()
        self._date_orders(world)
        self._date_pickings(world)
        self._date_invoices(world)
        self._date_partners(world)
        self.env.invalidate_all()
        self._progress("dates")

    def _date_orders(self, world):
        sources = self._order_sources(world)
        rows = [
            (order.record.id, order.date, order.rate, source) for order, source in zip(world.orders, sources, strict=True)
        ]
        self._update_from(
            SQL(
                """sale_order AS target SET date_order = v.b, create_date = v.b, create_uid = user_id, currency_rate = v.c,
                          order_source = v.d"""
            ),
            rows,
            ("int4", "timestamp", "numeric", "varchar"),
        )
        self._update_from(
            SQL("sale_order_line AS target SET create_date = v.b"),
            [(line_id, order.date) for order in world.orders for line_id in order.record.order_line.ids],
            ("int4", "timestamp"),
        )

    def _order_sources(self, world):
        """Return where each order came from: some customers order in the portal, a few by their own system."""
        rng = world.random("sources")
        habits = {
            id(customer): (rng.choice((0.0, 0.0, 0.3, 0.9)), rng.choice(("portal", "portal", "api")))
            for customer in world.customers
        }
        sources = []
        for order in world.orders:
            # addons above add customers, who call
            share, channel = habits.get(id(order.customer), (0.0, "portal"))
            sources.append(channel if rng.random() < share else "salesperson")
        return sources

    def _date_pickings(self, world):
        """Date deliveries and receipts with their moves; what is still to be delivered is due soon."""
        done, planned = [], []
        for order in world.orders:
            for picking in order.record.picking_ids:
                if picking.state == "done":
                    day = order.returned if picking.return_id else order.delivered
                    done.append((picking.id, self._at_work(day), order.date))
                elif picking.state != "cancel":
                    planned.append((picking.id, self._at_work(world.day(1 - order.date.day % 6)), order.date))
        done += [(picking.id, day, day - timedelta(days=14)) for day, picking in world.receipts]
        types = ("int4", "timestamp", "timestamp")
        self._update_from(
            SQL("stock_picking AS target SET date_done = v.b, scheduled_date = v.b, date_deadline = v.b, create_date = v.c"),
            done,
            types,
        )
        self._update_from(
            SQL("stock_picking AS target SET scheduled_date = v.b, date_deadline = v.b, create_date = v.c"),
            planned,
            types,
        )
        self._date_moves()

    def _date_moves(self):
        """Moves follow their picking, and orders their first delivery."""
        cr = self.env.cr
        for table in ("stock_move", "stock_move_line"):
            cr.execute(
                SQL(
                    """UPDATE %s AS m SET date = COALESCE(p.date_done, p.scheduled_date), create_date = p.create_date
                         FROM stock_picking p WHERE p.id = m.picking_id""",
                    SQL.identifier(table),
                )
            )
        cr.execute(SQL("UPDATE stock_move m SET date_deadline = p.date_deadline FROM stock_picking p WHERE p.id = m.picking_id"))
        cr.execute(
            SQL(
                """UPDATE sale_order o SET effective_date = p.date_done
                     FROM (SELECT sale_id, min(date_done) AS date_done FROM stock_picking
                            WHERE state = 'done' AND return_id IS NULL GROUP BY sale_id) p
                    WHERE p.sale_id = o.id"""
            )
        )
        cr.execute(
            SQL(
                """UPDATE stock_quant q SET in_date = m.date
                     FROM (SELECT product_id, location_dest_id, max(date) AS date FROM stock_move
                            WHERE state = 'done' GROUP BY product_id, location_dest_id) m
                    WHERE m.product_id = q.product_id AND m.location_dest_id = q.location_id"""
            )
        )

    def _date_invoices(self, world):
        self.env.cr.execute(
            SQL(
                """UPDATE account_move SET create_date = date + time '02:00',
                          create_uid = COALESCE(invoice_user_id, create_uid)
                    WHERE company_id = %s AND state = 'posted'""",
                world.company.id,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE account_payment SET create_date = date + time '02:00' WHERE company_id = %s",
                world.company.id,
            )
        )

    def _date_partners(self, world):
        """A customer was entered shortly before its first order, one without orders at the beginning."""
        rows, first = [], {}
        for order in world.orders:
            first.setdefault(order.customer.record.id, order.date)
        for customer in world.customers:
            day = first.get(customer.record.id) or self._at_work(world.day(60))
            rows.append((customer.record.id, day - timedelta(days=3)))
        self._update_from(SQL("res_partner AS target SET create_date = v.b"), rows, ("int4", "timestamp"))

    def _at_work(self, day):
        """Return the time in UTC at which things are done on that day: half past two in the afternoon in Shanghai."""
        return datetime.combine(day, time(6, 30))

    def _update_from(self, update, rows, types):
        """Run an update from rows of values, named v.a, v.b, … in the update, with v.a the id."""
        if not rows:
            return
        columns = [
            SQL("unnest(%s::%s[]) AS %s", list(values), SQL.identifier(kind), SQL.identifier(name))
            for values, kind, name in zip(zip(*rows, strict=True), types, "abcd", strict=False)
        ]
        self.env.cr.execute(SQL("UPDATE %s FROM (SELECT %s) AS v WHERE target.id = v.a", update, SQL(", ").join(columns)))

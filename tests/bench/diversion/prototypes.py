"""Raw rows of one real delivery, its return and a serial event, made by the ORM and rolled back."""

from odoo.tools import SQL

from ..grading.process import undone


def prototype_rows(market):
    """:return: {kind: {column: value}} of lot, picking, move, line, back (the line of a return) and event"""
    env, company = market.company.env, market.company
    rows = {}
    with undone(env):
        product, dealer = market.products[0], market.dealers[0]
        warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        lot = env["stock.lot"].create({"name": "x", "product_id": product.id, "company_id": company.id})
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 1, lot_id=lot)
        customers = env.ref("stock.stock_location_customers")
        picking = _picking(env, warehouse.out_type_id, dealer, warehouse.lot_stock_id, customers, product)
        back = _picking(env, warehouse.in_type_id, dealer, customers, warehouse.lot_stock_id, product)
        event = env["crm.serial.event"].create({"code": "x", "dealer_id": dealer.id, "note": "bench"})
        records = {"lot": lot, "picking": picking, "move": picking.move_ids, "line": picking.move_line_ids}
        records |= {"back": back.move_line_ids, "event": event}
        env.flush_all()
        for kind, record in records.items():
            env.cr.execute(SQL("SELECT * FROM %s WHERE id = %s", SQL.identifier(record._table), record.id))
            [rows[kind]] = env.cr.dictfetchall()
    env.cr.precommit.clear()  # what would run at commit speaks of the undone records
    env.cr.postcommit.clear()
    return rows


def _picking(env, kind, dealer, source, target, product):
    """Deliver or take back the serial number x."""
    places = {"location_id": source.id, "location_dest_id": target.id}
    picking = env["stock.picking"].create({"picking_type_id": kind.id, "partner_id": dealer.id, **places})
    move = {"product_id": product.id, "product_uom_qty": 1, "product_uom": product.uom_id.id, "picking_id": picking.id}
    env["stock.move"].create(move | places)
    picking.action_confirm()
    picking.move_ids.move_line_ids.unlink()
    lot = env["stock.lot"].search([("product_id", "=", product.id), ("name", "=", "x")])
    values = {"product_id": product.id, "lot_id": lot.id, "quantity": 1, "picked": True, "picking_id": picking.id}
    env["stock.move.line"].create(values | places | {"move_id": picking.move_ids.id})
    picking._action_done()
    return picking

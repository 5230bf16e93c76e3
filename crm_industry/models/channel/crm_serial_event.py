import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

MANUAL = "manual"
LONGEST = 200


class CrmSerialEvent(models.Model):
    """Somebody saw a serial number: a dealer received it, a consumer activated it, an inspector scanned it.

    Append-only: what was reported stays as it was reported, nobody changes or deletes it, administrators neither. A code
    that no serial number of the company has is kept as text until one with that code is moved. Events belong to the root of a
    branch tree.
    """

    _name = "crm.serial.event"
    _inherit = ["crm.append.only.mixin", "crm.credit.root.mixin"]
    _description = "Serial Event"
    _order = "event_time desc, id desc"
    _rec_name = "code"

    company_id = fields.Many2one(index=False)
    code = fields.Char(required=True, help="What was read from the article.")
    lot_id = fields.Many2one("stock.lot", string="Serial Number", index="btree_not_null", ondelete="set null")
    product_id = fields.Many2one(related="lot_id.product_id", string="Product")
    kind = CheckedSelection("_selection_kind", required=True, default="scan")
    dealer_id = fields.Many2one(
        "res.partner",
        string="Seen at",
        index="btree_not_null",
        ondelete="restrict",
        help="The dealer or shop that had the article.",
    )
    reporter_id = fields.Many2one("res.partner", string="Reported by", index="btree_not_null", ondelete="restrict")
    region_id = fields.Many2one("crm.region", ondelete="restrict", help="Where it was. Empty: that of the dealer.")
    event_time = fields.Datetime(string="Time", required=True, default=fields.Datetime.now)
    note = fields.Char()
    source = fields.Char(required=True, readonly=True, default=MANUAL, help="The system that the event comes from.")
    external_id = fields.Char(
        string="External ID", required=True, readonly=True, copy=False, default=lambda self: str(uuid.uuid4())
    )
    payload_hash = fields.Char(readonly=True, copy=False)

    _external_uniq = models.UniqueIndex(
        "(company_id, source, external_id)", "An event of a source is recorded once for a company."
    )
    _lengths = models.Constraint(
        "CHECK (length(code) <= 200 AND length(source) <= 200 AND length(external_id) <= 200)",
        "Codes, sources and external IDs have 200 letters at most.",
    )
    _code_time_idx = models.Index("(company_id, code, event_time)")
    _unknown_idx = models.Index("(company_id, code) WHERE lot_id IS NULL")

    @api.model
    def _selection_kind(self):
        labels = {
            "receipt": self.env._("Receipt by a dealer"),
            "activation": self.env._("Activation"),
            "scan": self.env._("Scan"),
            "stock_check": self.env._("Stock check"),
            "after_sales": self.env._("After-sales service"),
        }
        return list(labels.items())

    @api.constrains("event_time")
    def _check_time(self):
        now = fields.Datetime.now()
        for event in self:
            # A phone's clock may be a little fast.
            if event.event_time > fields.Datetime.add(now, hours=1):
                raise ValidationError(self.env._("The event of %(code)s lies in the future.", code=event.code))

    @api.onchange("dealer_id")
    def _onchange_dealer(self):
        self.region_id = self.region_id or self.dealer_id.channel_region_id

    @api.onchange("lot_id")
    def _onchange_lot(self):
        self.code = self.lot_id.name or self.code

    @api.model_create_multi
    def create(self, vals_list):
        """Record events by hand: the serial number is found by its code, the region by the dealer.

        :raise ValidationError: several products have the serial number
        """
        company = self.env.company.root_id
        fixed = {"source": MANUAL, "payload_hash": False}
        prepared = [vals | fixed | {"company_id": vals.get("company_id") or company.id} for vals in vals_list]
        self._add_lots(prepared)
        self._add_regions(prepared)
        return super().create(prepared)

    @api.model
    def _why_unchanged(self):
        return self.env._("Serial events stay as they were reported: record another one.")

    @api.model
    def _why_kept(self):
        return self.env._("Serial events stay as they were reported and can't be deleted.")

    # -- what a code and a dealer tell ---------------------------------------------------------------------------------

    @api.model
    def _add_lots(self, vals_list):
        """Complete the code by the serial number, or the serial number by the code."""
        lots, companies = self.env["stock.lot"], self.env["res.company"]
        for vals in vals_list:
            if vals.get("lot_id"):
                vals["code"] = self._own_lot(companies.browse(vals["company_id"]), vals["lot_id"]).name
            vals["code"] = str(vals.get("code") or "").strip()
        for company_id in {vals["company_id"] for vals in vals_list}:
            rows = [vals for vals in vals_list if vals["company_id"] == company_id and not vals.get("lot_id")]
            found = self._lots_by_code(companies.browse(company_id), {vals["code"] for vals in rows})
            for vals in rows:
                vals["lot_id"] = self._only_lot(vals["code"], found.get(vals["code"], lots)).id

    @api.model
    def _add_regions(self, vals_list):
        dealers = self.env["res.partner"].sudo()
        for vals in vals_list:
            if not vals.get("region_id") and vals.get("dealer_id"):
                vals["region_id"] = dealers.browse(vals["dealer_id"]).channel_region_id.id

    @api.model
    def _own_lot(self, company, lot_id):
        """Return a serial number of a company and its branches, with full rights.

        :raise ValidationError: it is none of theirs
        """
        # sudo: who reports a serial number need not see the stock
        lot = self.env["stock.lot"].sudo().browse(lot_id).exists()
        if not lot or (lot.company_id and lot.company_id.root_id != company.root_id):
            raise ValidationError(self.env._("There is no such serial number in the company: give its code."))
        return lot

    @api.model
    def _lots_by_code(self, company, codes):
        """Return {code: serial numbers} of a company and its branches."""
        domain = [("name", "in", list(codes)), ("company_id", "in", [*company._credit_branches().ids, False])]
        # sudo: who reports a serial number need not see the stock
        return self.env["stock.lot"].sudo().search(domain).grouped("name")

    @api.model
    def _recognise(self, company, branches, lots):
        """Give events of codes that nobody knew the serial numbers that have come meanwhile, where only one has the code.

        :param company: root of a branch tree
        :param list branches: ids of all its companies
        :param SQL lots: query of ids of `stock.lot`
        """
        self.flush_model(["code", "lot_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_serial_event e SET lot_id = lot.id
                  FROM stock_lot lot
                 WHERE e.company_id = %(company)s AND e.lot_id IS NULL AND e.code = lot.name AND lot.id IN (%(lots)s)
                   AND NOT EXISTS (
                       SELECT FROM stock_lot other
                        WHERE other.name = lot.name AND other.id <> lot.id
                          AND (other.company_id IS NULL OR other.company_id = ANY(%(branches)s))
                   )
                """,
                company=company.id,
                lots=lots,
                branches=branches,
            )
        )
        self.invalidate_model(["lot_id", "product_id"])

    @api.model
    def _only_lot(self, code, lots, product=""):
        """Return the only serial number among ``lots``, of the product with a reference if one is given; none is none.

        :raise ValidationError: there are several
        """
        if product:
            lots = lots.filtered(lambda lot: lot.product_id.default_code == product)
        if len(lots) > 1:
            raise ValidationError(
                self.env._("Several products have the serial number %(code)s: name the product.", code=code)
            )
        return lots

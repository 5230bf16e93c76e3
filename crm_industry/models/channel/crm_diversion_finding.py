from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmDiversionFinding(models.Model):
    """One sign that goods went where they should not. Written by the detection only; the words come from its figures.

    Rows are many and written in bulk: only what is searched by is indexed, and shipments, which go with their moves.
    """

    _name = "crm.diversion.finding"
    _description = "Diversion Finding"
    _order = "event_time desc, id desc"
    _rec_name = "code"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    rule_id = fields.Many2one("crm.diversion.rule", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(related="rule_id.kind", string="Sign")
    reason = fields.Selection(
        [
            ("outside_coverage", "Outside of the territory"),
            ("other_dealer", "With another dealer"),
            ("unknown_code", "Unknown code"),
            ("not_shipped", "Not shipped at that time"),
            ("cloned", "Several regions at once"),
            ("growth", "Growth without activations"),
        ],
        required=True,
        readonly=True,
    )
    event_id = fields.Many2one("crm.serial.event", readonly=True, ondelete="cascade")
    lot_id = fields.Many2one("stock.lot", string="Serial Number", readonly=True, ondelete="set null")
    code = fields.Char(required=True, readonly=True, help="What was read; for growth the month.")
    shipment_id = fields.Many2one("crm.serial.shipment", index="btree_not_null", readonly=True, ondelete="set null")
    product_id = fields.Many2one(related="lot_id.product_id", string="Product")
    picking_id = fields.Many2one(related="shipment_id.picking_id", string="Delivery")
    ship_day = fields.Date(related="shipment_id.ship_day", string="Shipped on")
    dealer_id = fields.Many2one(
        "res.partner",
        string="Suspect",
        readonly=True,
        ondelete="restrict",
        help="To whom the goods were shipped; for codes that were not, where they were seen.",
    )
    agreement_id = fields.Many2one(
        "crm.dealer.agreement",
        readonly=True,
        ondelete="set null",
        help="Of the suspect, valid on the day of shipping.",
    )
    victim_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict", help="Who has the territory.")
    found_at_id = fields.Many2one("res.partner", string="Seen at", readonly=True, ondelete="restrict")
    region_id = fields.Many2one("crm.region", readonly=True, ondelete="restrict")
    event_time = fields.Datetime(string="Time", required=True, readonly=True)
    units = fields.Integer(required=True, readonly=True, default=1)
    figures = fields.Json(readonly=True, prefetch=False)
    case_id = fields.Many2one("crm.diversion.case", index="btree_not_null", readonly=True, ondelete="set null")
    why = fields.Char(compute="_compute_why")

    _event_uniq = models.UniqueIndex("(rule_id, event_id) WHERE event_id IS NOT NULL", "An event is found once by a rule.")
    _growth_uniq = models.UniqueIndex(
        "(rule_id, dealer_id, code) WHERE event_id IS NULL", "The growth of a dealer is found once a month."
    )
    _free_idx = models.Index("(rule_id, dealer_id) WHERE case_id IS NULL")
    _month_idx = models.Index("(company_id, event_time)")

    @api.depends("reason", "figures")
    @api.depends_context("lang")
    def _compute_why(self):
        for finding in self:
            finding.why = getattr(finding.sudo(), f"_why_{finding.reason}")() if finding.reason else False

    def _why_outside_coverage(self):
        return self.env._(
            "%(code)s was shipped to %(dealer)s on %(day)s under %(agreement)s, which does not cover %(region)s; it was seen"
            " there on %(time)s.",
            code=self.code,
            dealer=self.dealer_id.name,
            day=self._day(self.ship_day),
            agreement=self.agreement_id.display_name,
            region=self.region_id.display_name,
            time=self._day(self.event_time),
        )

    def _why_other_dealer(self):
        return self.env._(
            "%(code)s was shipped to %(dealer)s on %(day)s; on %(time)s it was with %(other)s, which is no dealer below it.",
            code=self.code,
            dealer=self.dealer_id.name,
            day=self._day(self.ship_day),
            time=self._day(self.event_time),
            other=self.found_at_id.name,
        )

    def _why_unknown_code(self):
        return self.env._(
            "%(code)s, seen on %(time)s, is no serial number of the company.", code=self.code, time=self._day(self.event_time)
        )

    def _why_not_shipped(self):
        return self.env._(
            "%(code)s was seen on %(time)s, when it was not with any customer (tolerance %(hours)s hours).",
            code=self.code,
            time=self._day(self.event_time),
            hours=(self.figures or {}).get("tolerance", 0),
        )

    def _why_cloned(self):
        figures = self.figures or {}
        return self.env._(
            "%(code)s was seen in %(regions)s regions within %(hours)s hours before %(time)s: a copied code.",
            code=self.code,
            regions=figures.get("regions", 0),
            hours=figures.get("hours", 0),
            time=self._day(self.event_time),
        )

    def _why_growth(self):
        figures = self.figures or {}
        return self.env._(
            "%(dealer)s was shipped %(now)s units in %(days)s days after %(before)s in the %(days)s days before; %(activated)s"
            " of them were activated in its territory.",
            dealer=self.dealer_id.name,
            now=figures.get("shipped", 0),
            before=figures.get("before", 0),
            days=figures.get("days", 0),
            activated=figures.get("activated", 0),
        )

    def _day(self, moment):
        """A day or moment as the reader writes days, in the company's time zone."""
        if not moment:
            return ""
        zone = self.company_id.business_tz or "UTC"
        if hasattr(moment, "hour"):
            moment = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment).date()
        return fields.Date.to_string(moment)

    def action_open_case(self):
        """Open the case that the finding belongs to."""
        check_one(self)
        return self.case_id.get_formview_action() if self.case_id else False

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

MOST_CODES = 1000


class CrmSerialScan(models.TransientModel):
    """A form for phones and scanners: one code after the other, all with the same kind and place."""

    _name = "crm.serial.scan"
    _description = "Scan Serial Numbers"

    codes = fields.Text(required=True, help="One code a line, as a scanner writes them.")
    kind = CheckedSelection(
        selection=lambda self: self.env["crm.serial.event"]._selection_kind(), required=True, default="scan"
    )
    dealer_id = fields.Many2one("res.partner", string="Seen at", help="The dealer or shop that has the articles.")
    region_id = fields.Many2one(
        "crm.region", compute="_compute_region_id", store=True, readonly=False, help="Empty: that of the dealer."
    )
    event_time = fields.Datetime(string="Time", required=True, default=fields.Datetime.now)
    note = fields.Char()

    @api.depends("dealer_id")
    def _compute_region_id(self):
        for scan in self:
            scan.region_id = scan.dealer_id.channel_region_id or scan.region_id

    def action_record(self):
        """Record an event for each code; a code that stands twice is meant once.

        :raise UserError: there is no code, or too many
        """
        check_one(self)
        codes = dict.fromkeys(code.strip() for code in (self.codes or "").splitlines() if code.strip())
        if not codes or len(codes) > MOST_CODES:
            raise UserError(self.env._("Scan between 1 and %(count)s codes.", count=MOST_CODES))
        common = {
            "kind": self.kind,
            "dealer_id": self.dealer_id.commercial_partner_id.id,
            "region_id": self.region_id.id,
            "event_time": self.event_time,
            "note": self.note,
        }
        events = self.env["crm.serial.event"].create([common | {"code": code} for code in codes])
        unknown = len(events.filtered(lambda event: not event.lot_id))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if unknown else "success",
                "message": self.env._(
                    "%(count)s codes recorded, %(unknown)s of them are no serial number of the company.",
                    count=len(events),
                    unknown=unknown,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

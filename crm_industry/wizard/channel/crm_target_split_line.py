from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedMonetary
from odoo.addons.crm_grading.tools.period import MONTHS

from ...models.channel.crm_target import DIMENSIONS
from ...tools.target_split import share, to_amount, to_units


class CrmTargetSplitLine(models.TransientModel):
    """A part that a target would be split into."""

    _name = "crm.target.split.line"
    _description = "Part of a Split Target"
    _order = "id"

    split_id = fields.Many2one("crm.target.split", required=True, ondelete="cascade", index=True)
    method = fields.Selection(related="split_id.method")
    target_id = fields.Many2one("crm.target", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="target_id.currency_id")
    seen_amount = CheckedMonetary(readonly=True)
    name = fields.Char(string="Subtarget", readonly=True)
    reserve = fields.Boolean(readonly=True)
    date_from = fields.Date(readonly=True)
    dealer_id = fields.Many2one("res.partner", readonly=True, ondelete="cascade")
    customer_type_id = fields.Many2one("crm.customer.type", readonly=True, ondelete="cascade")
    grade_id = fields.Many2one("crm.grading.grade", readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", readonly=True, ondelete="cascade")
    region_id = fields.Many2one("crm.region", readonly=True, ondelete="cascade")
    categ_id = fields.Many2one("product.category", readonly=True, ondelete="cascade")
    brand_id = fields.Many2one("crm.brand", readonly=True, ondelete="cascade")
    history = CheckedMonetary(string="Former Sales", readonly=True)
    weight = CheckedFloat(digits=(16, 4), help="Below zero counts as none.")
    amount = fields.Monetary(string="Goal", compute="_compute_amount")
    share = fields.Float(string="Share (%)", compute="_compute_amount", digits=(16, 2))

    @api.depends("weight", "target_id", "split_id.line_ids.weight", "split_id.reserve_share")
    def _compute_amount(self):
        for target, lines in self.split_id.line_ids.grouped("target_id").items():
            units = self._units_of(target, lines)
            rounding = target._rounding()
            for line, part in zip(lines, units, strict=True):
                line.amount = float(to_amount(part, rounding))
                line.share = 100 * line.amount / target.amount if target.amount else 0.0

    def _units_of(self, target, lines):
        """Return the units of the lines of a target: first what is not assigned, the rest by weights."""
        total = target._units()
        reserve = lines.filtered("reserve")
        kept = to_units(total * lines.split_id.reserve_share / 100, 1) if reserve else 0
        parts = iter(share(total - kept, [line.weight for line in lines - reserve]))
        return [kept if line.reserve else next(parts) for line in lines]

    def _part(self):
        """Return the part for `crm.target._split_all`."""
        split_by = self.split_id.split_by
        part = {"name": self.name, "units": to_units(self.amount, self.target_id._rounding()), "values": {}}
        if split_by in MONTHS:
            part["values"] = {"period": split_by, "date_from": self.date_from}
        elif not self.reserve:
            name = DIMENSIONS[split_by]
            part["values"] = {name: self[name].id}
            if split_by == "dealer":
                part["with_sub_dealers"] = self.split_id.with_sub_dealers
        return part

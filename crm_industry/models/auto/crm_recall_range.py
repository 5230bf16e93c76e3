from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import as_text

from ...tools import vin as vins


class CrmRecallRange(models.Model):
    """A VIN of a recall, or all from one to another."""

    _name = "crm.recall.range"
    _description = "VINs of a Recall"
    _order = "recall_id, vin_from, id"
    _rec_name = "vin_from"

    recall_id = fields.Many2one("crm.recall", required=True, index=True, ondelete="cascade")
    vin_from = fields.Char(string="VIN", required=True)
    vin_to = fields.Char(string="To VIN", help="Empty: this one VIN. Check digits are not looked at.")

    _vins_uniq = models.UniqueIndex("(recall_id, vin_from, COALESCE(vin_to, ''))", "The recall names these VINs already.")

    @api.model_create_multi
    def create(self, vals_list):
        ranges = super().create([self._with_plain_vins(vals) for vals in vals_list])
        ranges._check_not_closed()
        return ranges

    def write(self, vals):
        self._check_not_closed()
        return super().write(self._with_plain_vins(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if begun := self.recall_id.filtered(lambda recall: recall.state != "draft"):
            raise UserError(self.env._("%(recall)s has begun: VINs are added, none taken away.", recall=begun[0].display_name))

    def _check_not_closed(self):
        if closed := self.recall_id.filtered(lambda recall: recall.state == "closed"):
            raise UserError(self.env._("%(recall)s is closed.", recall=closed[0].display_name))

    @api.model
    def _with_plain_vins(self, vals):
        return vals | {name: vins.plain(as_text(self.env, vals[name])) for name in ("vin_from", "vin_to") if vals.get(name)}

    @api.constrains("vin_from", "vin_to")
    def _check_vins(self):
        vehicles = self.env["crm.vehicle"]
        for each in self:
            for number in filter(None, (each.vin_from, each.vin_to)):
                result = vins.check(number)
                if result.error:
                    raise ValidationError(vehicles._vin_message(result))
            if each.vin_to and (each.vin_from[:3] != each.vin_to[:3] or self._key(each.vin_to) < self._key(each.vin_from)):
                raise ValidationError(
                    self.env._(
                        "From %(first)s to %(last)s: give two VINs of one maker, the lower one first.",
                        first=each.vin_from,
                        last=each.vin_to,
                    )
                )

    @api.model
    def _key(self, number):
        """Return what a VIN is compared by: the check digit, the ninth sign, counts nothing up."""
        return number[:8] + number[9:]

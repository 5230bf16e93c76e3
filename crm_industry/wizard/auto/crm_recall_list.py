from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one

from ...tools import vin as vins

MOST = 100_000


class CrmRecallList(models.TransientModel):
    """A list of VINs for a recall, as it was copied from the maker's: one a line, or two with a range between them."""

    _name = "crm.recall.list"
    _description = "List of VINs"

    recall_id = fields.Many2one("crm.recall", required=True, readonly=True, ondelete="cascade")
    vins = fields.Text(string="VINs", required=True)

    def action_confirm(self):
        """Add the VINs; none if one of them is wrong.

        :raise UserError: naming the first wrong line
        """
        check_one(self)
        rows = {}
        for number, line in enumerate((self.vins or "").splitlines(), 1):
            if numbers := line.replace(",", " ").replace("~", " ").replace(";", " ").split():
                rows[self._pair(number, numbers)] = None
        if len(rows) > MOST:
            raise UserError(self.env._("There are more than %(most)s lines: give ranges.", most=MOST))
        known = {(each.vin_from, each.vin_to or False) for each in self.recall_id.range_ids}
        new = [
            {"recall_id": self.recall_id.id, "vin_from": first, "vin_to": last}
            for first, last in rows
            if (first, last) not in known
        ]
        self.env["crm.recall.range"].create(new)
        return {"type": "ir.actions.act_window_close"}

    def _pair(self, number, numbers):
        """Return (VIN, last VIN or False) of a line."""
        results = [vins.check(text) for text in numbers]
        if len(results) > 2:
            raise UserError(self.env._("Line %(line)s: one VIN, or two with a range between them.", line=number))
        for result in results:
            if result.error:
                message = self.env["crm.vehicle"]._vin_message(result)
                raise UserError(self.env._("Line %(line)s: %(message)s", line=number, message=message))
        return results[0].vin, results[1].vin if len(results) == 2 else False

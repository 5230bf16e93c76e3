from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmVisitAnswer(models.Model):
    """What a deviation led to."""

    _inherit = "crm.visit.answer"

    led_to_model = fields.Char(readonly=True, copy=False)
    led_to_id = fields.Many2oneReference(string="Led to", model_field="led_to_model", readonly=True, copy=False)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"led_to_model": False, "led_to_id": False}

    def _note_led_to(self, record):
        """Note what was made of these deviations; the visit is over by then."""
        return self._guarded_write({"led_to_model": record._name, "led_to_id": record.id})

    def _shown_value(self):
        """Return the answer as people say it."""
        label = dict(self._fields["yes_no"]._description_selection(self.env)).get(self.yes_no)
        points = self.points and self.env._("%(points)s of 20", points=self.points)
        return {"yes_no": label, "score": points, "number": f"{self.amount:g}"}.get(self.kind) or ""

    def action_open_led_to(self):
        """Open what a deviation led to (button).

        :raise UserError: it led to nothing
        """
        check_one(self)
        self.check_access("read")
        if not self.led_to_id or self.led_to_model not in self.env:
            raise UserError(self.env._("The answer led to nothing that could be opened."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.led_to_model,
            "res_id": self.led_to_id,
            "views": [(False, "form")],
        }

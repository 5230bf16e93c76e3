from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmAutoAnswerMixin(models.AbstractModel):
    """A window in which the answer of a vehicle owner is written down, once. The heir has the record that was asked about."""

    _name = "crm.auto.answer.mixin"
    _inherit = ["crm.satisfaction.mixin"]
    _description = "Answer Written Down for a Vehicle Owner"

    words = fields.Text(string="Customer's Answer")

    def _take_answer(self, score, words):
        """Write the answer to the record down.

        :param int score: 1 to 5
        :raise UserError: the customer has answered already
        """
        raise NotImplementedError

    def action_confirm(self):
        """Write the answer down.

        :raise UserError: the customer has answered already
        """
        check_one(self)
        self._take_answer(int(self.score), self.words)
        return {"type": "ir.actions.act_window_close"}

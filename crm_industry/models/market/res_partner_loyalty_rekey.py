from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Answers of a customer that another one absorbs. Who answered twice in a survey then did so once by name: the other answer
    stays without one, since the shares of the survey were found with it."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_loyalty_answer a
                   SET partner_id = CASE WHEN EXISTS (
                           SELECT FROM crm_loyalty_answer b WHERE b.survey_id = a.survey_id AND b.partner_id = %(new)s
                       ) THEN NULL ELSE %(new)s END
                 WHERE a.partner_id = %(old)s
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.env["crm.loyalty.answer"].invalidate_model(["partner_id"])
        return result

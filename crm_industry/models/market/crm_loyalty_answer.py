import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

from .crm_loyalty_survey import PLACES, RUNGS

NOBODY = "none"
MANUAL = "manual"


class CrmLoyaltyAnswer(models.Model):
    """What one customer, or one unknown person, said in a loyalty survey: the highest rung that was reached."""

    _name = "crm.loyalty.answer"
    _description = "Answer of a Loyalty Survey"
    _inherit = ["crm.guarded.mixin"]
    _order = "survey_id desc, id"
    _rec_name = "rung"

    survey_id = fields.Many2one("crm.loyalty.survey", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="survey_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="restrict", help="Empty: asked without a name."
    )
    rung = fields.Selection([(NOBODY, "None: doesn't know us"), *RUNGS], string="Highest Rung", required=True)
    place = fields.Integer(compute="_compute_place", store=True, precompute=True, aggregator="avg")
    date = CheckedDate(string="Asked on", default=lambda self: self.env.company._business_today())
    user_id = fields.Many2one(
        "res.users", string="Asked by", ondelete="restrict", default=lambda self: self.env.user, domain="[('share', '=', False)]"
    )
    comment = fields.Text()
    source = fields.Char(required=True, readonly=True, default=MANUAL, help="The system that the answer comes from.")
    external_id = fields.Char(
        string="External ID", required=True, readonly=True, copy=False, default=lambda self: str(uuid.uuid4())
    )
    payload_hash = fields.Char(readonly=True, copy=False)

    _external_uniq = models.UniqueIndex("(company_id, source, external_id)", "An answer of a source is recorded once.")
    _customer_uniq = models.UniqueIndex(
        "(survey_id, partner_id) WHERE partner_id IS NOT NULL", "This customer has answered in this survey already."
    )

    @api.depends("rung")
    def _compute_place(self):
        for answer in self:
            answer.place = PLACES.get(answer.rung, 0)

    @api.constrains("partner_id")
    def _check_customer(self):
        self.partner_id._check_customers()

    @api.constrains("survey_id")
    def _check_method(self):
        for answer in self:
            if answer.survey_id.method != "answers":
                raise ValidationError(
                    self.env._("“%(survey)s” is a study: enter how many reached each rung.", survey=answer.survey_id.name)
                )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"source": MANUAL, "payload_hash": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Write answers down.

        :raise UserError: the survey is finished
        """
        answers = super().create(vals_list)
        answers.survey_id._check_unfinished()
        return answers

    def write(self, vals):
        """:raise UserError: the survey is finished"""
        self.survey_id._check_unfinished()
        result = super().write(vals)
        self.survey_id._check_unfinished()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self.survey_id._check_unfinished()

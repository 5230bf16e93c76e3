from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html

from odoo.addons.crm_grading.tools.arguments import as_text, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedSelection
from odoo.addons.crm_grading.tools.ratios import ratio

from ...tools.scores import as_score

ANSWER = ("state", "words", "source", "answered_on", "user_id", "complaint_id")
COUNTS = ("score", "asked", "answered", "low")


class CrmAutoFeedback(models.Model):
    """What a customer says after the sale, the delivery or a service of a vehicle. Asked once; a low score opens a complaint."""

    _name = "crm.auto.feedback"
    _description = "Feedback of Vehicle Owners"
    _inherit = ["crm.ratio.mixin", "crm.guarded.mixin", "mail.thread"]
    _order = "due_on desc, id desc"
    _rec_name = "partner_id"

    stage = CheckedSelection("_selection_stage", required=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    vehicle_id = fields.Many2one("crm.vehicle", required=True, index=True, ondelete="restrict")
    station_id = fields.Many2one(
        "crm.station", required=True, index=True, ondelete="restrict", default=lambda self: self.env["crm.station"]._of_user()[:1]
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True, precompute=True)
    job_id = fields.Many2one("crm.service.job", readonly=True, index="btree_not_null", ondelete="restrict")
    due_on = CheckedDate(string="Ask on", required=True, default=lambda self: self.env.company._business_today(), index=True)
    state = fields.Selection("_selection_state", required=True, readonly=True, copy=False, default="open", index=True)
    score = fields.Integer(readonly=True, copy=False, help="1 very dissatisfied to 5 very satisfied; 0: not answered.")
    words = fields.Text(string="Customer's Answer", readonly=True, copy=False)
    source = CheckedSelection("_selection_source", string="Answered by", readonly=True, copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one("res.users", string="Written down by", readonly=True, copy=False, ondelete="restrict")
    complaint_id = fields.Many2one(
        "crm.complaint", readonly=True, copy=False, ondelete="set null", groups="crm_industry.group_service_agent"
    )
    asked = fields.Integer(readonly=True, copy=False, default=1)
    answered = fields.Integer(string="Answers", readonly=True, copy=False)
    low = fields.Integer(string="Low Scores", readonly=True, copy=False)
    average_score = fields.Float(digits=(16, 2), compute="_compute_ratios", help="Of those who answered.")
    response_rate = fields.Float(string="Answered (%)", digits=(16, 1), compute="_compute_ratios")
    low_rate = fields.Float(string="Low Scores (%)", digits=(16, 1), compute="_compute_ratios", help="Of those who answered.")

    _job_uniq = models.UniqueIndex("(stage, job_id) WHERE job_id IS NOT NULL", "The customer is asked about the job already.")
    _sale_uniq = models.UniqueIndex(
        "(stage, vehicle_id, partner_id) WHERE job_id IS NULL", "The customer is asked about this vehicle already."
    )
    _job_of_service = models.Constraint(
        "CHECK ((stage = 'service') = (job_id IS NOT NULL))", "Services are asked about when the vehicle is delivered."
    )

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "average_score": ratio("score", "answered", 1),
            "response_rate": ratio("answered", "asked"),
            "low_rate": ratio("low", "answered"),
        }

    @api.model
    def _selection_stage(self):
        labels = {"sale": self.env._("Sale"), "delivery": self.env._("Vehicle Handover"), "service": self.env._("Service")}
        return list(labels.items())

    @api.model
    def _selection_state(self):
        return list({"open": self.env._("To ask"), "answered": self.env._("Answered")}.items())

    @api.model
    def _selection_source(self):
        return self.env["crm.service.job"]._selection_follow_up_source()

    @api.model
    def _guarded_fields(self):
        initial = dict.fromkeys(ANSWER, False) | dict.fromkeys(COUNTS, 0) | {"state": "open", "asked": 1}
        return super()._guarded_fields() | initial

    # -- asking --------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Note whom to ask.

        :raise AccessError: the user does not belong to the station
        """
        feedbacks = super().create(vals_list)
        feedbacks.station_id._check_own()
        return feedbacks

    def write(self, vals):
        """:raise AccessError: the user does not belong to the station"""
        self.station_id._check_own()
        result = super().write(vals)
        if "station_id" in vals:
            self.station_id._check_own()
        return result

    def _check_direct_write(self, vals):
        """:raise UserError: the customer has answered"""
        if any(feedback.state != "open" for feedback in self) and vals.keys() & {
            "stage", "partner_id", "vehicle_id", "station_id", "due_on",
        }:  # fmt: skip
            raise UserError(self.env._("What a customer has answered stays as it is."))
        return super()._check_direct_write(vals)

    @api.constrains("job_id", "station_id", "vehicle_id")
    def _check_job(self):
        """:raise ValidationError: the job belongs to another station, or is of another vehicle"""
        # sudo: jobs of other stations
        for feedback in self.sudo().filtered("job_id"):
            job = feedback.job_id
            if job.station_id != feedback.station_id or job.vehicle_id != feedback.vehicle_id:
                raise ValidationError(self.env._("%(job)s: its own station asks about its vehicle.", job=job.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if not all(feedback.state == "open" and feedback.stage != "service" for feedback in self):
            raise UserError(self.env._("What a customer has answered, or is asked about a service, is kept."))

    @api.model
    def _ask(self, stage, partner, vehicle, station, due_on, job=None):
        """Note whom to ask, once for a stage of a vehicle and customer, or for a job; from code that knows what has happened.

        :param str stage: one of `_selection_stage`; "service" needs the job
        :param date due_on: day on which to ask
        :return: the feedback, with full rights; that of before when the customer is asked already
        """
        domain = [("stage", "=", stage), ("job_id", "=", job.id if job else False)]
        if not job:
            domain += [("vehicle_id", "=", vehicle.id), ("partner_id", "=", partner.id)]
        # sudo: whatever the user does that makes it worth asking
        feedbacks = self.sudo()
        values = {
            "stage": stage,
            "partner_id": partner.id,
            "vehicle_id": vehicle.id,
            "station_id": station.id,
            "due_on": due_on,
            "job_id": job.id if job else False,
        }
        return feedbacks.search(domain, limit=1) or feedbacks.create(values)

    @api.model
    def _ask_no_more(self, partner, vehicle):
        """The vehicle was taken back: what its buyer was to be asked about sale and handover, and has not answered, is gone."""
        # sudo: whoever takes the vehicle back
        feedbacks = self.sudo()
        domain = [("stage", "in", ("sale", "delivery")), ("state", "=", "open")]
        feedbacks.search([*domain, ("vehicle_id", "=", vehicle.id), ("partner_id", "=", partner.id)]).unlink()

    def _absorb(self, others):
        """Keep in the chatter what partners said who are merged with this one.

        :param others: crm.auto.feedback, which vanish
        """
        for other in others.filtered(lambda feedback: feedback.state == "answered"):
            names = {"owner": other.partner_id.display_name, "score": other.score, "words": other.words or "–"}
            self._message_log(body=self.env._("Formerly of %(owner)s as well: %(score)s of 5, %(words)s", **names))

    # -- answering -----------------------------------------------------------------------------------------------------

    def action_answer(self, score, words=False):
        """Write down what the customer said; for people of the station.

        :param int score: 1 very dissatisfied to 5 very satisfied
        :param str words: what the customer said
        :raise AccessError: the user does not belong to the station
        :raise UserError: the customer has answered, or the score is none
        """
        check_one(self)
        self.check_access("write")
        self.station_id._check_own()
        if self.job_id:
            return self.job_id.action_follow_up(score, words)
        self._answer(score, words, "call")
        return True

    def _answer(self, score, words, source):
        """Keep what a customer said, once; a low score opens a complaint.

        :param str source: one of `_selection_source`
        :raise UserError: the customer has answered, or the score is none
        """
        self.ensure_one()
        score = as_score(self.env, score)
        self.env["crm.capacity.lock"]._lock_capacity([f"auto.feedback:{self.id}"])
        self._expect_value("state", "open")
        # sudo: a setting
        low = score <= (self.company_id.sudo().auto_low_score or 0)
        self._guarded_write(
            {
                "state": "answered",
                "score": score,
                "words": as_text(self.env, words).strip() or False,
                "source": source,
                "answered_on": fields.Datetime.now(),
                "user_id": self.env.uid,
                "answered": 1,
                "low": int(low),
            }
        )
        if low:
            self._complain()

    def _complain(self):
        """The customer is not satisfied: customer service looks into it."""
        # sudo: people of stations don't write complaints
        complaint = self.env["crm.complaint"].sudo().create(self.sudo()._prepare_complaint())
        self.sudo()._guarded_write({"complaint_id": complaint.id})

    def _prepare_complaint(self):
        """Return the values of the complaint. Extend by super."""
        stage = dict(self._selection_stage())[self.stage]
        names = {"stage": stage, "vehicle": self.vehicle_id.display_name, "score": self.score}
        category = self.env.ref("crm_industry.complaint_category_service", raise_if_not_found=False)
        return {
            "subject": self.env._("%(stage)s of %(vehicle)s: %(score)s of 5", **names),
            "description": plaintext2html(self.words) if self.words else False,
            "channel": "phone" if self.source == "call" else "portal",
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "contact_id": self.partner_id.id,
            "category_id": category.id if category else False,
        }

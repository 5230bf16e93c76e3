from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat

MOST = 20


class CrmVisitAnswer(models.Model):
    """What was seen on a visit, one row for each item of the checklist; written by who visits, while the visit is under way."""

    _name = "crm.visit.answer"
    _inherit = ["crm.guarded.mixin"]
    _description = "Answer of a Visit"
    _order = "visit_id, sequence, id"
    _rec_name = "item_id"

    visit_id = fields.Many2one("crm.visit", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, precompute=True)
    item_id = fields.Many2one("crm.visit.checklist.item", required=True, readonly=True, ondelete="restrict", index=True)
    sequence = fields.Integer(related="item_id.sequence", store=True, precompute=True)
    kind = fields.Selection(related="item_id.kind")
    required = fields.Boolean(related="item_id.required")
    photo_needed = fields.Boolean(related="item_id.photo_needed")
    yes_no = fields.Selection([("yes", "Yes"), ("no", "No")], string="Yes or No")
    points = fields.Selection([(str(number), str(number)) for number in range(MOST + 1)], help="0 to 20.")
    amount = CheckedFloat(string="Number", aggregator=None)
    text = fields.Text(string="Remark")
    photo = fields.Image(max_width=1600, max_height=1600)
    has_photo = fields.Boolean(compute="_compute_has_photo")
    result = fields.Float(
        compute="_compute_result", store=True, digits=(16, 2), aggregator="avg", help="The answer in percent: 100 is the best."
    )
    is_deviation = fields.Boolean(string="Deviation", compute="_compute_result", store=True)

    _item_uniq = models.UniqueIndex("(visit_id, item_id)", "An item is answered once on a visit.")

    @api.depends("photo")
    def _compute_has_photo(self):
        for answer in self:
            answer.has_photo = bool(answer.photo)

    @api.depends("yes_no", "points", "item_id.least", "item_id.kind")
    def _compute_result(self):
        for answer in self:
            points = int(answer.points or 0)
            if answer.item_id.kind == "yes_no":
                answer.result = 100.0 if answer.yes_no == "yes" else 0.0
                answer.is_deviation = answer.yes_no == "no"
            else:
                answer.result = points * 100.0 / MOST if answer.item_id.kind == "score" else 0.0
                answer.is_deviation = answer.item_id.kind == "score" and bool(answer.points) and points < answer.item_id.least

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"visit_id": False, "item_id": False}

    def _check_direct_write(self, vals):
        """Answers are given by who visits, while the visit is under way."""
        result = super()._check_direct_write(vals)
        for visit in self.visit_id:
            visit._check_visitor()
            visit._expect_value("state", "checked_in")
        return result

    def _check_access(self, operation):
        """The file of a photo may be changed by whoever may write the answer: by who visits, as long as the visit goes on."""
        result = super()._check_access(operation)
        if operation != "write" or self.env.su:
            return result
        # sudo: the visits of answers, whoever asks
        open_ids = {
            answer.id
            for answer in self.sudo()
            if answer.visit_id.state == "checked_in" and answer.visit_id.user_id.id == self.env.uid
        }
        over = self.filtered(lambda answer: answer.id not in open_ids)
        if not over:
            return result
        forbidden = over | result[0] if result else over
        return forbidden, lambda: AccessError(
            self.env._("Answers are given by who visits, while the visit is under way: afterwards they stay as they are.")
        )

    @api.model
    def _lay_out(self, visit):
        """Make the empty answers of a visit's checklist."""
        # sudo: nobody makes answers by hand
        items = visit.sudo().checklist_id.item_ids
        return self.sudo()._guarded_create([{"visit_id": visit.id, "item_id": item.id} for item in items]).sudo(self.env.su)

    # -- what they say ---------------------------------------------------------------------------------------------

    def _answered(self):
        """Return those with an answer: numbers always have one."""
        names = {"yes_no": "yes_no", "score": "points", "text": "text"}
        return self.filtered(lambda answer: answer.kind == "number" or bool(answer[names[answer.kind]]))

    def _missing(self):
        """Return the names of the items that still need an answer or a photo."""
        answered = self._answered()
        missing = self.filtered(
            lambda answer: (answer.required and answer not in answered) or (answer.photo_needed and not answer.has_photo)
        )
        return missing.item_id.mapped("name")

    def _judged(self):
        """Return those with a result in percent."""
        return self._answered().filtered(lambda answer: answer.kind in ("yes_no", "score"))

    def _weighed_score(self):
        """Return the weighed mean of the results, 0 to 100; 0 without any."""
        judged = self._judged()
        weight = sum(judged.item_id.mapped("weight"))
        return sum(answer.result * answer.item_id.weight for answer in judged) / weight if weight else 0.0

    def _pass_scores_on(self):
        """Make what was answered scores of the customers, in the questionnaires that the items name."""
        judged = self._judged().filtered("item_id.measure_id")
        scores = self.env["crm.grading.score"].sudo()
        for visit, of_visit in judged.grouped("visit_id").items():
            for measure, answers in of_visit.grouped(lambda answer: answer.item_id.sudo().measure_id).items():
                scores |= answers._make_score(visit, measure)
        if scores:
            scores._confirm_scores()

    def _make_score(self, visit, measure):
        """Return the draft of a score; none where the questionnaire has questions that were not asked."""
        # sudo: who visits is no assessor; the checklist says what becomes a score
        scores = self.env["crm.grading.score"].sudo()
        asked = {answer.item_id.sudo().question_id: answer for answer in self}
        if measure.question_ids - scores.env["crm.grading.question"].union(*asked):
            return scores
        today = visit.company_id.sudo()._business_today()
        values = {"measure_id": measure.id, "partner_id": visit.partner_id.id, "company_id": visit.company_id.id, "date": today}
        if not measure.question_ids:
            values["score"] = sum(self.mapped("result")) / len(self)
        score = scores.create(values)
        for row in score.answer_ids:
            row.points = asked[row.question_id].result * row.maximum / 100
        return score

import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_day, as_number, as_text, check_ids, check_one


class CrmVisit(models.Model):
    """The steps of a visit, as a phone takes them."""

    _inherit = "crm.visit"

    def action_check_in(self, position=None):
        """Begin a visit: keep the time, and the position where it is known, and lay out the checklist.

        :param dict position: ``latitude`` and ``longitude`` in degrees, ``accuracy`` in metres, as the browser says; or nothing
        :raise AccessError: the user is not the one who visits
        :raise UserError: the visit is not planned, the user is at another customer, the position makes no sense or is missing
            where the company asks for it
        """
        check_one(self)
        self.check_access("write")
        self._check_visitor()
        self.env["crm.capacity.lock"]._lock_capacity([f"visit.user:{self.user_id.id}"])
        self._expect_value("state", "planned")
        if other := self.search([("user_id", "=", self.user_id.id), ("state", "=", "checked_in")], limit=1):
            raise UserError(self.env._("You are at %(customer)s: finish that visit first.", customer=other.display_name))
        place = self._read_position(position)
        if not place["has_position"] and self.kind == "visit" and self.company_id.sudo().visit_position_required:
            raise UserError(self.env._("Allow your browser to tell the position: the company asks for it."))
        checklist = self.env["crm.visit.checklist"]._for_customer(self.partner_id, self.company_id)
        begin = {"state": "checked_in", "checked_in_at": fields.Datetime.now(), "checklist_id": checklist.id}
        self._guarded_write(begin | place)
        self.env["crm.visit.answer"]._lay_out(self)
        return True

    def _read_position(self, position):
        """Return the values of a position.

        :raise UserError: it makes no sense
        """
        if not position:
            return {"has_position": False}
        names = ("latitude", "longitude", "accuracy")
        if not isinstance(position, dict):
            raise UserError(self.env._("This is no position."))
        latitude, longitude, accuracy = (float(as_number(self.env, position.get(name, 0.0))) for name in names)
        if abs(latitude) > 90 or abs(longitude) > 180 or not 0 <= accuracy <= 10**7 or not math.isfinite(accuracy):
            raise UserError(self.env._("This is no position."))
        return {"has_position": True, "latitude": latitude, "longitude": longitude, "accuracy": accuracy}

    def action_done(self):
        """End visits: everything asked for is answered; scores are passed on and deviations reported.

        :raise AccessError: the user is not the one who visits
        :raise UserError: the visit is not under way, or answers or photos are missing, which are named
        """
        check_ids(self)
        self.check_access("write")
        self._check_visitor()
        for visit in self:
            visit._expect_value("state", "checked_in")
            if missing := visit.answer_ids._missing():
                raise UserError(self.env._("Still to be answered: %(items)s.", items=", ".join(missing)))
            visit._guarded_write(visit._prepare_done_values())
        self._visited()
        return True

    def _prepare_done_values(self):
        now = fields.Datetime.now()
        minutes = int((now - self.checked_in_at).total_seconds() // 60)
        return {
            "state": "done",
            "checked_out_at": now,
            "minutes": minutes,
            "counts_done": self.counts_planned,
            "score": self.answer_ids._weighed_score(),
            "deviation_count": len(self.answer_ids.filtered("is_deviation")),
        }

    def _visited(self):
        """Hook: these visits are done. Extend by super."""
        self.answer_ids._pass_scores_on()

    def action_cancel(self, reason=False):
        """Cancel visits that have not begun, or were begun by mistake.

        :param str reason: why; needed over RPC, the button of the screen asks for it in the report
        :raise AccessError: the user neither visits nor plans
        :raise UserError: the visit is over, or no reason is given
        """
        check_ids(self)
        self.check_access("write")
        reason = as_text(self.env, reason).strip()
        for visit in self:
            visit._check_visitor_or_planner()
            visit._expect_value("state", "planned", "checked_in")
            why = reason or (visit.note or "").strip()
            if not why:
                raise UserError(self.env._("Say in the report why the visit is cancelled."))
            visit._guarded_write({"state": "cancelled", "reason": why})
        return True

    def action_move(self, day):
        """Move planned visits to another day, today or later.

        :param day: the day, or its ISO text
        :raise UserError: the day is past, or a visit has begun
        """
        check_ids(self)
        self.check_access("write")
        day = as_day(self.env, day)
        for visit in self:
            visit._check_visitor_or_planner()
            if not day or day < visit.company_id.sudo()._business_today():
                raise UserError(self.env._("Choose today or a later day."))
        self.write({"planned_date": day})
        return True

    def _check_visitor_or_planner(self):
        try:
            self._check_visitor()
        except AccessError:
            self.env["crm.visit.checklist"]._check_planner()

    @api.model
    def _cron_missed(self):
        """Once a day, for each company by its own calendar: planned visits are missed so many days after their day."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            last = fields.Date.subtract(company._business_today(), days=company.visit_missed_days)
            domain = [("company_id", "=", company.id), ("state", "=", "planned"), ("planned_date", "<", last)]
            while overdue := self.with_context(mail_notrack=True).search(domain, limit=2000):
                overdue._guarded_write({"state": "missed"})
                self.env["ir.cron"]._commit_progress(len(overdue))

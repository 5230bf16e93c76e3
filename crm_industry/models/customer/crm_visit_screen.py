from odoo import api, models

from odoo.addons.crm_grading.tools.arguments import as_day, check_one


class CrmVisit(models.Model):
    """What the screen for a phone shows: the own visits of a day, and one of them with its checklist."""

    _inherit = "crm.visit"

    @api.model
    @api.readonly
    def route_data(self, day=False):
        """Return the own visits of a day; one that is under way comes first, whatever its day, then what is left of days before.

        :param day: a date or its ISO text, today by default
        :return: {"day", "today", "done", "total", "stops": list of `_stop_data`}; days as ISO texts
        :rtype: dict
        :raise UserError: it is no day
        """
        company = self.env.company.root_id
        today = company.sudo()._business_today()
        day = as_day(self.env, day) or today
        visits = self.search(self._route_domain(company, day, today), order="planned_date, id")
        visits = visits.sorted(lambda visit: visit.state != "checked_in")
        return {
            "day": day.isoformat(),
            "today": today.isoformat(),
            "done": len(visits.filtered(lambda visit: visit.state == "done")),
            "total": len(visits),
            "stops": visits._stop_data(),
        }

    @api.model
    def _route_domain(self, company, day, today):
        """Return the domain of the own visits on the screen of a day: today also those before that may still be made."""
        mine = [("user_id", "=", self.env.uid), ("company_id", "=", company.id)]
        of_day = ["&", ("planned_date", "=", day), ("state", "!=", "cancelled")]
        late = ["&", ("planned_date", "<", day), ("state", "=", "planned")] if day == today else []
        return [*mine, "|", ("state", "=", "checked_in"), *(["|", *of_day, *late] if late else of_day)]

    def _stop_data(self):
        """Return for each visit what its card shows. Extend by super: add keys to the dicts, which keep the order.

        :return: list of {"id", "kind", "kind_label", "state", "state_label", "day", "customer", "ref", "address", "phone",
            "grade", "minutes", "deviations"}
        :rtype: list[dict]
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": visit.id,
                "kind": visit.kind,
                "kind_label": kinds[visit.kind],
                "state": visit.state,
                "state_label": states[visit.state],
                "day": visit.planned_date.isoformat(),
                "customer": visit.partner_id.display_name,
                "ref": visit.partner_id.ref or "",
                "address": visit.address or "",
                "phone": visit.phone or "",
                "grade": visit.grade_code or "",
                "minutes": visit.minutes,
                "deviations": visit.deviation_count,
            }
            # sudo: names, addresses and telephone numbers of the customers of own visits
            for visit in self.sudo()
        ]

    @api.readonly
    def visit_data(self):
        """Return one visit with its checklist.

        :return: keys of `_stop_data`, and "mine" (the user visits), "note", "score" (0 to 100) and "answers" (see
            `crm.visit.answer._screen_data`)
        :rtype: dict
        :raise AccessError: the user may not read it
        """
        check_one(self)
        self.check_access("read")
        # sudo: the checklist of a visit that the user may read
        visit = self.sudo()
        return self._stop_data()[0] | {
            "mine": visit.user_id.id == self.env.uid,
            "note": visit.note or "",
            "score": visit.score,
            "answers": visit.answer_ids._screen_data(),
        }

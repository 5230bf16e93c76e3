from odoo import api, fields, models

from ...tools.arguments import check_one

SHOWN_GROUPS = 30
SHOWN_MOVERS = 8
SHOWN_RUNS = 100


class CrmGradingRun(models.Model):
    """What came out of a run, as plain figures for its dashboard.

    Every figure counts the results that the reader may see: record rules decide, for salespeople their own customers.
    """

    _inherit = "crm.grading.run"

    @api.readonly
    @api.model
    def dashboard_choices(self):
        """Return [{id, name, scenario}] of the runs with results: first those of the company's own scheme, real ones before
        scenarios, published ones before others, latest first.
        """
        runs = self.search([("state", "not in", ("draft", "cancelled")), ("on_demand", "=", False)], limit=SHOWN_RUNS)
        own = self.env.company._grading_scheme()
        order = runs.sorted(lambda run: (run.scheme_id != own, run.scenario, run.state != "published"))
        return [{"id": run.id, "name": run.name, "scenario": run.scenario} for run in order]

    @api.readonly
    def dashboard_data(self):
        """Return the run with its counts, distribution, migration, peer groups, movers and customers without a rank.

        :return: run (header), grades ([{id, code, name, color}], best first), counts, distribution ({computed, final, target},
            one figure for each grade), migration ([grade id before, grade id now, customers]), peers, movers, not_rated
        :rtype: dict
        :raise AccessError: the user may not read the run
        """
        check_one(self)
        self.check_access("read")
        sets = [["status", "reason"], ["status", "movement"], ["final_reason"], ["status", "computed_grade_id", "final_grade_id"],
                ["previous_grade_id", "final_grade_id"]]  # fmt: skip
        reasons, moves, changes, graded, migration = self.env["crm.grading.result"]._read_grouping_sets(
            [("run_id", "=", self.id)], sets, ["__count"]
        )
        grades = self._dashboard_grades()
        return {
            "run": self._dashboard_header(),
            "grades": grades,
            "counts": self._dashboard_counts(reasons, moves, changes),
            "distribution": self._dashboard_distribution(grades, graded),
            "migration": [[before.id, after.id, count] for before, after, count in migration],
            "peers": self._dashboard_peers(grades),
            "movers": {"up": self._dashboard_movers(grades, 1), "down": self._dashboard_movers(grades, -1)},
            "not_rated": self._dashboard_reasons(reasons),
        }

    # -- parts -----------------------------------------------------------------------------------------------------

    def _dashboard_header(self):
        def day(value):
            return fields.Date.to_string(value)

        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "state_label": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "scheme": self.scheme_id.name,
            "date_from": day(self.date_from),
            "date_to": day(self.date_to),
            "scenario": self.scenario,
            "previous": self.previous_run_id.name or "",
            "job_state": self.job_state,
            "may_export": self.env.user.has_group("crm_grading.group_grading_assessor"),
        }

    def _frozen_parts(self, name):
        """Return a list of the frozen configuration, none before the run is computed; the caller may read the run."""
        # sudo: as a whole the configuration is for assessors; screens show grades and names of indicators to salespeople
        return (self.sudo().config or {}).get(name, [])

    def _dashboard_grades(self):
        """Return the grades of the frozen configuration, best first, named in the reader's language."""
        grades = self._frozen_parts("grades")
        names = self._dashboard_names("crm.grading.grade", grades)
        return [
            {key: grade[key] for key in ("id", "code", "color", "ratio")} | {"name": names[grade["id"]]} for grade in grades
        ]

    def _named_indicators(self):
        """Return the indicators of the frozen configuration in order, named in the reader's language."""
        parts = [part for dimension in self._frozen_parts("dimensions") for part in dimension["indicators"]]
        names = self._dashboard_names("crm.grading.indicator", parts)
        return [part | {"name": names[part["id"]]} for part in parts]

    def _dashboard_indicators(self):
        """The indicators that the results still know about; none once retention has dropped them."""
        return [] if self.detail_emptied_on else self._named_indicators()

    @api.model
    def _dashboard_names(self, model, parts):
        """Names by id; of parts that are deleted meanwhile the frozen ones."""
        frozen = {part["id"]: part["name"] for part in parts}
        return frozen | {record.id: record.name for record in self.env[model].browse(frozen).exists()}

    @api.model
    def _dashboard_counts(self, reasons, moves, changes):
        status = dict.fromkeys(("rated", "not_rated", "new"), 0)
        for key, _reason, count in reasons:
            status[key] += count
        return status | {
            "total": sum(status.values()),
            "up": sum(count for _status, steps, count in moves if (steps or 0) > 0),
            "down": sum(count for _status, steps, count in moves if (steps or 0) < 0),
            "capped": sum(count for reason, count in changes if reason),
        }

    @api.model
    def _dashboard_distribution(self, grades, groups):
        """Ranked customers by computed grade, what the ratio asks for, and rated customers by final grade."""
        computed, final = ({grade["id"]: 0 for grade in grades} for _bars in range(2))
        for status, before, after, count in groups:
            if before.id in computed:
                computed[before.id] += count
            if status == "rated" and after.id in final:
                final[after.id] += count
        ranked, whole = sum(computed.values()), sum(grade["ratio"] for grade in grades)
        return {
            "computed": list(computed.values()),
            "final": list(final.values()),
            "target": [ranked * grade["ratio"] / whole if whole else 0.0 for grade in grades],
        }

    def _dashboard_peers(self, grades):
        """The largest peer groups with their computed and final grades of rated customers."""
        domain = [("run_id", "=", self.id), ("merged", "=", False)]
        peers = self.env["crm.grading.peer.group"]
        groups = peers.search(domain, order="size desc, id", limit=SHOWN_GROUPS)
        places = {grade["id"]: place for place, grade in enumerate(grades)}
        lines = {
            group.id: {"id": group.id, "name": group.display_name, "size": group.size, "small": group.small,
                       "computed": [0] * len(grades), "final": [0] * len(grades)}
            for group in groups
        }  # fmt: skip
        found = self.env["crm.grading.result"]._read_group(
            [("run_id", "=", self.id), ("peer_group_id", "in", groups.ids), ("status", "=", "rated")],
            ["peer_group_id", "computed_grade_id", "final_grade_id"],
            ["__count"],
        )
        for group, computed, final, count in found:
            for name, grade in (("computed", computed), ("final", final)):
                if grade.id in places:
                    lines[group.id][name][places[grade.id]] += count
        return {"groups": list(lines.values()), "total": peers.search_count(domain)}

    def _dashboard_movers(self, grades, direction):
        """The customers that moved most in one direction, the better total first."""
        operator, order = (">", "movement desc, total desc, id") if direction > 0 else ("<", "movement, total, id")
        results = self.env["crm.grading.result"].search(
            [("run_id", "=", self.id), ("movement", operator, 0)], order=order, limit=SHOWN_MOVERS
        )
        by_id = {grade["id"]: grade for grade in grades}
        sources = self._dashboard_sources()
        names = ["partner_id", "total", "movement", "previous_grade_id", "final_grade_id", "final_reason"]
        return [
            {
                "id": line["id"],
                "name": line["partner_id"][1],
                "total": line["total"],
                "movement": line["movement"],
                "previous": by_id.get(line["previous_grade_id"] and line["previous_grade_id"][0], False),
                "final": by_id.get(line["final_grade_id"] and line["final_grade_id"][0], False),
                "source": line["final_reason"] or "computed",
                "source_label": sources[line["final_reason"]],
            }
            for line in results.read(names)
        ]

    @api.model
    def _dashboard_sources(self):
        """Return {what changed a computed grade, False for nothing: its label}."""
        reasons = self.env["crm.grading.result"]._fields["final_reason"]._description_selection(self.env)
        return {False: self.env._("Computed"), **dict(reasons)}

    @api.model
    def _dashboard_reasons(self, groups):
        """Customers outside the ranking by status and reason, most first."""
        result = self.env["crm.grading.result"]
        labels = dict(result._fields["reason"]._description_selection(self.env))
        statuses = dict(result._fields["status"]._description_selection(self.env))
        lines = [
            {
                "status": status,
                "reason": reason or False,
                "label": labels.get(reason) or statuses[status],
                "customers": count,
            }
            for status, reason, count in groups
            if status != "rated"
        ]
        return sorted(lines, key=lambda line: -line["customers"])

"""The columns of a grading run's results: title, number format, and how a row gives the value."""

POINTS, FIGURE, WHOLE, SHARE = NUMBER_FORMATS = "0.0000", "#,##0.00", "#,##0", "0.00%"


class RunColumns:
    """Reads rows of `crm.grading.run._result_rows` for a table; to be extended by further columns."""

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.codes = {grade["id"]: grade["code"] for grade in run._dashboard_grades()}
        self.dimensions = (run.config or {}).get("dimensions", [])
        self.indicators = run._named_indicators()
        self.groups = {group.id: group.display_name for group in run.peer_group_ids}

    def columns(self):
        """Return (title, number format or None, function of a row) of each column."""
        columns = [
            (self.env._("Customer"), None, lambda row: row["partner"]),
            (self.env._("Reference"), None, lambda row: row["reference"]),
            (self.env._("Peer group"), None, self._group),
            (self.env._("Status"), None, self._labels("status")),
            (self.env._("Reason"), None, self._labels("reason")),
            (self.env._("Grade"), None, self._grade("final_grade_id")),
            (self.env._("Computed grade"), None, self._grade("computed_grade_id")),
            (self.env._("Changed by"), None, self._labels("final_reason")),
            (self.env._("Previous grade"), None, self._grade("previous_grade_id")),
            (self.env._("Movement"), WHOLE, self._rated("movement")),
            (self.env._("Points"), POINTS, self._rated("total")),
            (self.env._("Coverage (%)"), FIGURE, self._plain("coverage")),
            (self.env._("Rank"), WHOLE, self._rated("rank")),
            (self.env._("Ranked customers"), WHOLE, self._rated("size")),
        ]
        return columns + self._dimension_columns() + self._indicator_columns()

    def _dimension_columns(self):
        columns = []
        names = self.run._dashboard_names("crm.grading.dimension", self.dimensions)
        for dimension in self.dimensions:
            label, code = f"{dimension['code']} {names[dimension['id']]}", dimension["code"]
            columns += [
                (self.env._("%(part)s: score", part=label), POINTS, self._inside("dimensions", code, 0)),
                (self.env._("%(part)s: grade", part=label), None, self._dimension_grade(code)),
            ]
        return columns

    def _indicator_columns(self):
        columns = []
        for indicator in self.indicators:
            label, code = f"{indicator['code']} {indicator['name']}", indicator["code"]
            columns += [
                (self.env._("%(part)s: value", part=label), FIGURE, self._inside("detail", code, 0)),
                (self.env._("%(part)s: score", part=label), POINTS, self._inside("detail", code, 1)),
                (self.env._("%(part)s: weight", part=label), SHARE, self._inside("detail", code, 2)),
                (self.env._("%(part)s: contribution", part=label), POINTS, self._inside("detail", code, 3)),
            ]
        return columns

    # -- readers of a row ------------------------------------------------------------------------------------------

    @staticmethod
    def _plain(name):
        return lambda row: row[name]

    @staticmethod
    def _rated(name):
        """Figures of ranked customers; of the others they mean nothing."""
        return lambda row: row[name] if row["status"] == "rated" else None

    @staticmethod
    def _inside(name, code, place):
        def read(row):
            figures = (row[name] or {}).get(code)
            return figures[place] if figures else None

        return read

    def _labels(self, name):
        labels = dict(self.env["crm.grading.result"]._fields[name]._description_selection(self.env))
        return lambda row: labels.get(row[name])

    def _group(self, row):
        return self.groups.get(row["peer_group_id"])

    def _grade(self, name):
        return lambda row: self.codes.get(row[name])

    def _dimension_grade(self, code):
        inside = self._inside("dimensions", code, 1)
        return lambda row: self.codes.get(inside(row))

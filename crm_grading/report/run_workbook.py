"""A grading run as a workbook, in constant memory."""

from xlsxwriter import Workbook

from .row_sheet import RowSheet
from .run_columns import NUMBER_FORMATS, RunColumns

SHEET_ROWS = 1_048_576


class RunWorkbook:
    """Writes one run: its results with every indicator, the distribution, the configuration it was computed with.

    Rows are written as they are read, in the order of the sheet, as xlsxwriter's constant memory wants it.
    """

    def __init__(self, run, sheet_rows=SHEET_ROWS):
        """:param run: one `crm.grading.run`; whoever calls has checked that the reader may export it
        :param sheet_rows: rows that a sheet can hold; the rest goes on in the next one
        """
        self.run = run
        self.env = run.env
        self.sheet_rows = sheet_rows
        self.grades = {grade["id"]: grade for grade in run._dashboard_grades()}
        self.indicators = run._named_indicators()
        self.dimensions = (run.config or {}).get("dimensions", [])

    def save(self, file):
        """Write the workbook into ``file``, a binary file open for writing."""
        self.book = Workbook(file, {"constant_memory": True, "in_memory": False})
        self.book.use_zip64()
        self.heading = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.formats = {name: self.book.add_format({"num_format": name}) for name in NUMBER_FORMATS}
        try:
            self._write_results()
            self._write_distribution()
            self._write_configuration()
        finally:
            self.book.close()

    # -- results ---------------------------------------------------------------------------------------------------

    def _write_results(self):
        columns = RunColumns(self.run).columns()
        readers = [read for _title, _format, read in columns]
        sheet, line, number = None, self.sheet_rows, 0
        for row in self.run._result_rows():
            if line >= self.sheet_rows:
                number += 1
                self._close_results(sheet, line, columns)
                sheet, line = self._open_results(number, columns), 1
            sheet.write_cells(line, [read(row) for read in readers])
            line += 1
        self._close_results(sheet or self._open_results(1, columns), line if sheet else 1, columns)

    def _open_results(self, number, columns):
        title = self.env._("Results")
        name = self._sheet_name(title if number == 1 else f"{title} {number}")
        sheet = self.book.add_worksheet(name, worksheet_class=RowSheet)
        sheet.set_cell_formats([self.formats.get(name) for _title, name, _read in columns])
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, len(columns) - 1, 12)
        self._write_line(sheet, 0, [title for title, _format, _read in columns], self.heading)
        return sheet

    def _close_results(self, sheet, line, columns):
        if sheet:
            sheet.autofilter(0, 0, max(line - 1, 0), len(columns) - 1)

    # -- distribution ----------------------------------------------------------------------------------------------

    def _write_distribution(self):
        """Peer group by grade: computed, final, and the least points that got the grade."""
        sheet = self.book.add_worksheet(self._sheet_name(self.env._("Distribution")))
        sheet.set_column(0, 0, 32)
        codes = [grade["code"] for grade in self.grades.values()]
        titles = [self.env._("Peer group"), self.env._("Rated"), self.env._("Small")]
        titles += [self.env._("%(grade)s computed", grade=code) for code in codes]
        titles += [self.env._("%(grade)s final", grade=code) for code in codes]
        titles += [self.env._("%(grade)s from points", grade=code) for code in codes]
        self._write_line(sheet, 0, titles, self.heading)
        computed, final = self._distribution_counts()
        groups = self.env["crm.grading.peer.group"].search([("run_id", "=", self.run.id), ("merged", "=", False)])
        for line, group in enumerate(groups, 1):
            counts = [table.get((group.id, grade), 0) for table in (computed, final) for grade in self.grades]
            cuts = [(group.cuts or {}).get(code) for code in codes]
            self._write_line(sheet, line, [group.display_name, group.size, "×" if group.small else None, *counts, *cuts])

    def _distribution_counts(self):
        groups = self.env["crm.grading.result"]._read_group(
            [("run_id", "=", self.run.id)], ["peer_group_id", "status", "computed_grade_id", "final_grade_id"], ["__count"]
        )
        computed, final = {}, {}
        for group, status, before, after, count in groups:
            computed[group.id, before.id] = computed.get((group.id, before.id), 0) + count
            if status == "rated":
                final[group.id, after.id] = final.get((group.id, after.id), 0) + count
        return computed, final

    # -- configuration ---------------------------------------------------------------------------------------------

    def _write_configuration(self):
        """The run and the frozen scheme: what was measured, how it was weighed, which grades there were."""
        sheet = self.book.add_worksheet(self._sheet_name(self.env._("Configuration")))
        sheet.set_column(0, 8, 18)
        line = 0
        for block in (self._run_block(), self._indicator_block(), self._grade_block(), self._cap_block()):
            for place, values in enumerate(block):
                self._write_line(sheet, line, values, None if place else self.heading)
                line += 1
            line += 1

    def _run_block(self):
        run, config = self.run, self.run.config or {}
        state = dict(run._fields["state"]._description_selection(self.env))[run.state]
        bases = dict(run.scheme_id._fields["coverage_basis"]._description_selection(self.env))
        return [
            [self.env._("Run"), run.name],
            [self.env._("Scheme"), run.scheme_id.name, self.env._("Version"), run.scheme_version],
            [self.env._("Period"), str(run.date_from), str(run.date_to)],
            [self.env._("State"), state],
            [self.env._("Computed on"), str(run.computed_on or "")],
            [self.env._("Customers"), config.get("domain")],
            [self.env._("Least coverage (%)"), config.get("coverage")],
            [self.env._("Coverage counts"), bases.get(config.get("coverage_basis"))],
            [self.env._("Smallest group"), config.get("min_group")],
        ]

    def _indicator_block(self):
        yield [
            self.env._("Dimension"),
            self.env._("Weight"),
            self.env._("Indicator"),
            self.env._("Name"),
            self.env._("Weight"),
            self.env._("Measure"),
            self.env._("Score by"),
        ]
        names = {indicator["id"]: indicator["name"] for indicator in self.indicators}
        ways = dict(self.env["crm.grading.indicator"]._fields["normalisation"]._description_selection(self.env))
        for dimension in self.dimensions:
            for part in dimension["indicators"]:
                way = ways.get(part["normalisation"], part["normalisation"])
                yield [dimension["code"], dimension["weight"], part["code"], names[part["id"]], part["weight"],
                       part["measure"]["name"], way]  # fmt: skip

    def _grade_block(self):
        yield [self.env._("Grade"), self.env._("Name"), self.env._("Ratio")]
        for grade in self.grades.values():
            yield [grade["code"], grade["name"], grade["ratio"]]

    def _cap_block(self):
        yield [self.env._("Cap"), self.env._("Customers"), self.env._("At most")]
        for cap in (self.run.config or {}).get("caps", []):
            grade = self.grades.get(cap["grade_id"])
            yield [cap["name"], cap["domain"], grade["code"] if grade else self.env._("not rated")]

    # -- cells -----------------------------------------------------------------------------------------------------

    @staticmethod
    def _sheet_name(title):
        """Excel allows 31 characters, and none of ``[]:*?/\\``."""
        return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31]

    @staticmethod
    def _write_line(sheet, line, values, style=None):
        """Write texts as texts, never as formulas: names come from anybody."""
        for place, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(line, place, value, style)
            elif value is not None and value is not False:
                sheet.write_number(line, place, value, style)

"""Customer statements as a workbook, in constant memory."""

from xlsxwriter import Workbook

AMOUNT = "#,##0.00"
DAY = "yyyy-mm-dd"


class StatementWorkbook:
    """Writes the entries of statements with their balances, and their ageing; one line a customer in the second sheet."""

    def __init__(self, env, statements):
        """:param env: gives the language
        :param statements: what `crm.credit.statement.source._statements` returns
        """
        self.env = env
        self.source = env["crm.credit.statement.source"]
        self.statements = statements

    def save(self, file):
        """Write the workbook into ``file``, a binary file open for writing."""
        book = Workbook(file, {"constant_memory": True, "in_memory": False})
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.bold = book.add_format({"bold": True, "num_format": AMOUNT})
        self.amount = book.add_format({"num_format": AMOUNT})
        self.day = book.add_format({"num_format": DAY})
        try:
            self._write_entries(book.add_worksheet(self.env._("Statement")))
            self._write_ageing(book.add_worksheet(self.env._("Ageing")))
        finally:
            book.close()

    def _write_entries(self, sheet):
        titles = [
            self.env._("Customer"),
            self.env._("Date"),
            self.env._("Document"),
            self.env._("Type"),
            self.env._("Reference"),
            self.env._("Due date"),
            self.env._("Days overdue"),
            self.env._("Amount"),
            self.env._("Open"),
            self.env._("Balance"),
            self.env._("Currency"),
            self.env._("Original amount"),
            self.env._("Original currency"),
            self.env._("Disputed"),
            self.env._("Payment promised"),
        ]
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, len(titles) - 1, 14)
        sheet.freeze_panes(1, 1)
        self._write_line(sheet, 0, titles, self.heading)
        line = 1
        for statement in self.statements:
            line = self._write_statement(sheet, line, statement)

    def _write_statement(self, sheet, line, statement):
        """Opening balance, entries and closing balance of a customer.

        :return: the next free line
        """
        customer, currency = statement["partner"].display_name, statement["currency"].name
        labels = self.source._type_labels()
        if statement["kind"] == "all":
            self._write_balance(sheet, line, statement, self.env._("Opening balance"), "date_from", "opening")
            line += 1
        for entry in statement["entries"]:
            self._write_line(
                sheet,
                line,
                [
                    customer, entry["date"], entry["name"], labels[entry["type"]], entry["reference"], entry["date_due"],
                    entry["days"] if entry["open"] > 0 and entry["days"] > 0 else None, entry["amount"], entry["open"],
                    entry["balance"], currency, entry["amount_currency"], entry["currency"].name,
                    entry["disputed"] or None, self.env._("yes") if entry["promised"] else None,
                ],
            )  # fmt: skip
            line += 1
        self._write_balance(sheet, line, statement, self.env._("Closing balance"), "date_to", "closing")
        return line + 1

    def _write_balance(self, sheet, line, statement, label, day, amount):
        values = [statement["partner"].display_name, statement[day], label, *[None] * 6, statement[amount]]
        self._write_line(sheet, line, [*values, statement["currency"].name], self.bold)

    def _write_ageing(self, sheet):
        labels = self.source._bucket_labels()
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, len(labels) + 3, 14)
        last = [self.env._("Overdue"), self.env._("Disputed"), self.env._("Currency")]
        titles = [self.env._("Customer"), self.env._("Balance"), *labels.values(), *last]
        self._write_line(sheet, 0, titles, self.heading)
        for line, statement in enumerate(self.statements, 1):
            figures = [statement["closing"], *(statement["ageing"][name] for name in labels)]
            figures += [statement["overdue"], statement["disputed"], statement["currency"].name]
            self._write_line(sheet, line, [statement["partner"].display_name, *figures])

    def _write_line(self, sheet, line, values, style=None):
        """Write texts as texts, never as formulas: names come from anybody."""
        for place, value in enumerate(values):
            if value is None or value is False:
                continue
            if isinstance(value, str):
                sheet.write_string(line, place, value, style)
            elif isinstance(value, int) and not style:
                sheet.write_number(line, place, value)
            elif isinstance(value, int | float):
                sheet.write_number(line, place, value, style or self.amount)
            else:
                sheet.write_datetime(line, place, value, self.day)

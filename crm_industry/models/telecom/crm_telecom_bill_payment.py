import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from .crm_telecom_intake_mixin import LONGEST, WORK

MANUAL = "manual"
CONTENT = ("bill", "date", "amount", "reference")


class CrmTelecomBillPayment(models.Model):
    """Money that came in for a bill which is not posted as an invoice. Imported or written down, never changed.

    A negative amount takes one back.
    """

    _name = "crm.telecom.bill.payment"
    _inherit = ["crm.guarded.mixin", "crm.telecom.intake.mixin"]
    _description = "Payment of a Telecom Bill"
    _order = "date desc, id desc"
    _rec_name = "reference"

    _intake_piece_rows = 1_000

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    bill_id = fields.Many2one("crm.telecom.bill", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="bill_id.currency_id")
    source = fields.Char(required=True, readonly=True)
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    payload_hash = fields.Char(readonly=True)
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    reference = fields.Char(readonly=True)

    _external_uniq = models.UniqueIndex("(company_id, source, external_id)", "A payment of a source is recorded once.")

    @api.model
    def record_payments(self, entries, source):
        """Record up to 5,000 payments of the current company; the same payment twice is recorded once.

        Made for Odoo's JSON-2 API with an API key. An entry is a dict: ``external_id``, ``bill`` (its number, or its external
        ID), ``date`` and ``amount``; ``reference`` is not needed. A payment on record stays. Answer and errors as of
        `crm.telecom.usage.record_usage`.
        """
        return self._intake_entries(entries, source)

    # -- intake --------------------------------------------------------------------------------------------------------

    @api.model
    def _intake_columns(self):
        return [
            ImportColumn("external_id", self.env._("External ID"), required=True),
            ImportColumn("bill", self.env._("Bill"), required=True, help=self.env._("Its number, or its external ID.")),
            ImportColumn("date", self.env._("Date"), type="date", required=True),
            ImportColumn("amount", self.env._("Amount"), type="number", required=True),
            ImportColumn("reference", self.env._("Reference")),
        ]

    @api.model
    def _intake_work(self, stage, piece, order):
        """With what the earlier rows of the piece pay of the same bill."""
        self.env["crm.telecom.bill"].flush_model()
        self.env["account.move"].flush_model(["name"])
        content = SQL(", ").join(SQL.identifier("s", name) for name in CONTENT)
        return SQL(
            """
            SELECT q.*, %(error)s AS error FROM (
                SELECT s.row_number, 1 AS rows, s.external_id, s.date, s.amount, s.reference, s.bill, b.id AS bill_id, b.several,
                       b.amount_total, b.currency_id, m.name AS invoice,
                       encode(sha256(convert_to(jsonb_build_array(%(content)s)::text, 'UTF8')), 'hex') AS hash,
                       t.id AS record_id, t.payload_hash AS old_hash,
                       b.amount_paid + sum(s.amount) FILTER (WHERE t.id IS NULL) OVER (
                           PARTITION BY b.id ORDER BY s.row_number) AS paid
                  FROM %(stage)s s
                  LEFT JOIN LATERAL (
                    SELECT b.id, b.amount_total, b.amount_paid, b.currency_id, b.invoice_id,
                           count(*) OVER () > 1 AS several
                      FROM (SELECT id FROM crm_telecom_bill WHERE company_id = %(company)s AND name = s.bill
                             UNION
                            SELECT id FROM crm_telecom_bill WHERE company_id = %(company)s AND external_id = s.bill) n
                      JOIN crm_telecom_bill b ON b.id = n.id
                     ORDER BY b.id LIMIT 1
                  ) b ON TRUE
                  LEFT JOIN account_move m ON m.id = b.invoice_id
                  LEFT JOIN crm_telecom_bill_payment t
                         ON t.company_id = %(company)s AND t.source = %(source)s AND t.external_id = s.external_id
                 WHERE %(piece)s
            ) q LEFT JOIN res_currency c ON c.id = q.currency_id
            """,
            error=self._intake_payment_errors(order["company"]),
            content=content,
            stage=stage.table,
            piece=piece,
            company=order["company"].id,
            source=order["source"],
        )

    @api.model
    def _intake_payment_errors(self, company):
        words = {"bill": SQL("q.bill")}
        return self._intake_errors(
            (
                SQL("length(q.external_id) > %s", LONGEST),
                self.env._("External IDs and numbers have %(count)s letters at most.", count=LONGEST),
                {},
            ),
            (SQL("q.bill_id IS NULL"), self.env._("There is no bill “%(bill)s”.", bill="{bill}"), words),
            (SQL("q.several"), self.env._("Several bills are called “%(bill)s”.", bill="{bill}"), words),
            (
                SQL("q.record_id IS NOT NULL AND q.old_hash <> q.hash"),
                self.env._("The payment %(id)s is on record with other content, which stays.", id="{id}"),
                {"id": SQL("q.external_id")},
            ),
            (
                SQL("q.record_id IS NULL AND q.invoice IS NOT NULL"),
                self.env._("The bill %(bill)s is the invoice %(invoice)s: pay that.", bill="{bill}", invoice="{invoice}"),
                words | {"invoice": SQL("q.invoice")},
            ),
            self._intake_odd_days(company, SQL("q.date")),
            (SQL("q.amount = 0"), self.env._("It is about no money."), {}),
            (
                SQL("scale(trim_scale(q.amount)) > c.decimal_places"),
                self.env._("An amount has more decimals than the currency %(currency)s.", currency="{currency}"),
                {"currency": SQL("c.name")},
            ),
            (
                SQL(
                    "q.record_id IS NULL AND (q.paid * sign(q.amount_total) > abs(q.amount_total)"
                    " OR q.paid * sign(q.amount_total) < 0)"
                ),
                self.env._("More would be paid of the bill %(bill)s than it comes to, or less than nothing.", bill="{bill}"),
                words,
            ),
        )

    @api.model
    def _intake_write(self, order):
        now, user = SQL("now() AT TIME ZONE 'UTC'"), SQL("%s", order["user"].id)
        columns = {name: SQL.identifier("w", name) for name in ("external_id", "bill_id", "date", "amount", "reference")}
        columns |= {
            "company_id": SQL("%s", order["company"].id),
            "source": SQL("%s", order["source"]),
            "payload_hash": SQL("w.hash"),
            "create_uid": user,
            "create_date": now,
            "write_uid": user,
            "write_date": now,
        }
        self._intake_insert(columns)
        rows = self.env.execute_query(SQL("SELECT DISTINCT bill_id FROM %s WHERE status = 'new' ORDER BY 1", WORK))
        self.env["crm.telecom.bill"].browse([bill_id for (bill_id,) in rows])._sum_payments("import")

    # -- nobody writes it ----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        names = ("company_id", "bill_id", "source", "external_id", "payload_hash", "date", "amount", "reference")
        return super()._guarded_fields() | dict.fromkeys(names, False)

    @api.model
    def _write_down(self, bill, amount, date, reference):
        """Keep a payment that a user enters; the caller has made sure that it may be."""
        values = {
            "company_id": bill.company_id.id,
            "bill_id": bill.id,
            "source": MANUAL,
            "external_id": str(uuid.uuid4()),
            "date": date,
            "amount": amount,
            "reference": reference,
        }
        return self._guarded_create([values])

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Payments stay as they were written down: take one back by a negative amount."))

from odoo import api, fields, models
from odoo.tools import SQL


class CrmTelecomBill(models.Model):
    """Charges of an account that wait go onto its next bill, as lines of their own, before it is sent.

    A bill takes them when it is validated, or imported as validated: those of its account up to its date. They stay on it when
    its source sends it again. A bill that was sent already is what its receiver has, and takes none.
    """

    _inherit = "crm.telecom.bill"

    charge_ids = fields.One2many("crm.telecom.charge", "bill_id", string="Charges Taken Over", readonly=True)
    charged_untaxed = fields.Monetary(string="Charges", readonly=True, help="Untaxed, of the charges taken over.")
    charged_tax = fields.Monetary(string="Tax of Charges", readonly=True)

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "validate":
            self.flush_recordset()
            self._take_charges(SQL("SELECT unnest(%s)", self.ids))
        return result

    @api.model
    def _intake_write(self, order):
        result = super()._intake_write(order)
        self.invalidate_model()
        self._take_charges(SQL("SELECT t.id FROM %s", self._intake_written(order)))
        return result

    @api.model
    def _take_charges(self, bills):
        """Put the charges that wait for some of these bills onto them.

        :param SQL bills: query of ids of bills
        """
        self.env["crm.telecom.charge"].flush_model()
        self.env["res.company"].flush_model(["telecom_charges_on_bills"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (c.id) c.id, b.id
                  FROM crm_telecom_charge c
                  JOIN crm_telecom_bill b ON b.account_id = c.account_id AND b.currency_id = c.currency_id AND b.date >= c.date
                  JOIN res_company m ON m.id = b.company_id AND m.telecom_charges_on_bills
                 WHERE c.state = 'open' AND b.state = 'validated' AND b.invoice_id IS NULL AND b.amount_total >= 0
                   AND b.id IN (%s)
                 ORDER BY c.id, b.date, b.id
                """,
                bills,
            )
        )
        charges = self.env["crm.telecom.charge"].browse(charge_id for charge_id, _bill_id in rows)
        charges._lock_charges()
        bill_of = dict(rows)
        for bill_id, waiting in charges.sudo().grouped(lambda charge: bill_of[charge.id]).items():
            self.sudo().browse(bill_id)._add_charges(waiting)

    def _add_charges(self, charges):
        """Put charges that wait onto this bill. Credits that it would not cover wait on."""
        self.ensure_one()
        total, taken = self.amount_total, {}
        for charge in charges.sorted(lambda each: (each.amount < 0, each.id)):  # credits last
            tax = charge._charge_tax(self.payer_id)
            after = self.currency_id.round(total + charge.amount + tax)
            if after >= 0:
                total, taken[charge] = after, tax
        if not taken:
            return
        self._add_charge_lines(taken)
        untaxed, tax = sum(charge.amount for charge in taken), sum(taken.values())
        rounded = self.currency_id.round
        self._guarded_write(
            {
                "charged_untaxed": rounded(self.charged_untaxed + untaxed),
                "charged_tax": rounded(self.charged_tax + tax),
                "amount_untaxed": rounded(self.amount_untaxed + untaxed),
                "amount_tax": rounded(self.amount_tax + tax),
                "amount_total": total,
                "amount_open": rounded(total - self.amount_paid),
            }
        )
        charges.browse().concat(*taken)._bill_charges(self.name, self)
        self._settle()

    def _add_charge_lines(self, taxes):
        """Write a line for each charge.

        :param taxes: {charge: its amount of tax}
        """
        last = max(self.line_ids.mapped("sequence"), default=0)
        values = [
            (
                self.id,
                last + number,
                f"C{charge.id}",
                charge._bill_line_kind(),
                charge.name,
                charge.subscription_id.id or None,
                charge.amount,
                tax,
                charge.id,
            )
            for number, (charge, tax) in enumerate(taxes.items(), 1)
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_telecom_bill_line"
                " (bill_id, sequence, line, kind, description, subscription_id, amount, tax, charge_id) VALUES %s",
                SQL(", ").join(SQL("%s", row) for row in values),
            )
        )
        self.env["crm.telecom.bill.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    # -- revisions -----------------------------------------------------------------------------------------------------

    @api.model
    def _intake_bill_refusals(self):
        taken = SQL("EXISTS (SELECT FROM crm_telecom_charge WHERE bill_id = t.id)")
        elsewhere = (
            SQL("t.payload_hash <> b.hash AND t.account_id <> a.id AND %s", taken),
            self.env._("The bill %(bill)s has taken charges of its account over: its account stays.", bill="{bill}"),
            {"bill": SQL("t.name")},
        )
        return [*super()._intake_bill_refusals(), elsewhere]

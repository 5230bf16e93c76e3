from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedMonetary

from .crm_telecom_bill import COMPLAINT_OVER

# From the mildest to the hardest; each has a field for its days.
STAGES = ("reminded", "one_way", "two_way", "proposed")


class CrmTelecomArrearsPolicy(models.Model):
    """What a company does when bills are overdue: remind, suspend one-way, two-way, propose to terminate.

    Days count from the due day of the oldest bill that counts; amounts are in company currency. Disputed bills don't count.
    """

    _name = "crm.telecom.arrears.policy"
    _inherit = ["crm.owner.mixin"]
    _description = "Telecom Arrears Policy"
    _order = "company_id, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_min = CheckedMonetary(string="Least Amount", help="In company currency. Nothing is done about less overdue.")
    reminded_days = CheckedInteger(string="Remind after", default=3, aggregator=None, help="Days overdue; 0: never.")
    one_way_days = CheckedInteger(string="One-way after", default=15, aggregator=None, help="Days overdue; 0: never.")
    two_way_days = CheckedInteger(string="Two-way after", default=30, aggregator=None, help="Days overdue; 0: never.")
    proposed_days = CheckedInteger(
        string="Propose to Terminate after", default=90, aggregator=None, help="Days overdue; 0: never."
    )
    balance_low = CheckedFloat(
        string="Low Balance",
        digits=(16, 2),
        help="Of prepaid accounts, in their currency: with less it is said once, with nothing left they are suspended.",
    )
    scheme_id = fields.Many2one("crm.grading.scheme", compute="_compute_scheme_id", help="Whose grades customers have.")
    grade_ids = fields.Many2many(
        "crm.grading.grade",
        "crm_telecom_arrears_policy_grade_rel",
        string="Grades Left Alone",
        domain="[('scheme_id', '=', scheme_id)]",
        help="Customers who have one of these grades now are left alone.",
    )
    offering_ids = fields.Many2many(
        "crm.telecom.offering",
        "crm_telecom_arrears_policy_offering_rel",
        string="Offerings Left On",
        help="Subscriptions to these are not suspended, such as alarm lines.",
    )
    heed_promises = fields.Boolean(default=True, help="While a promise to pay is running, no further step is taken.")
    credit_alert = fields.Boolean(
        default=True, help="A two-way suspension gives the credit officer an activity and puts the payer's credit on watch."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="set null",
        help="Gets the proposals to terminate.",
    )

    _company_uniq = models.UniqueIndex("(company_id) WHERE active", "A company has one policy for arrears.")
    _amount_range = models.Constraint("CHECK (amount_min >= 0)", "The least amount is not below zero.")

    @api.depends("company_id")
    def _compute_scheme_id(self):
        for policy in self:
            # sudo: whoever keeps the policy may choose among the grades of its company
            policy.scheme_id = policy.company_id.sudo()._grading_scheme()

    @api.constrains("reminded_days", "one_way_days", "two_way_days", "proposed_days")
    def _check_days(self):
        for policy in self:
            days = [policy[f"{stage}_days"] for stage in STAGES]
            used = [number for number in days if number]
            if any(not 0 <= number <= 3660 for number in days) or used != sorted(set(used)):
                raise ValidationError(
                    self.env._("%(policy)s: the days are 0 to 3660, and each harder step comes later.", policy=policy.name)
                )

    # -- who owes what -------------------------------------------------------------------------------------------------

    def _overdue_query(self, accounts=None):
        """Return the SELECT of account_id, owed, days, pressed, pressed_days: one row for each account with overdue bills.

        ``owed`` and ``days`` are about all overdue bills that nobody disputes, ``pressed`` and ``pressed_days`` about those
        that no running promise covers. In the currency of the account.

        :param accounts: crm.telecom.account, by default all of the company
        """
        self.ensure_one()
        company = self.company_id
        return SQL(
            """
            SELECT account_id, sum(amount_open) AS owed, max(late) AS days,
                   sum(amount_open) FILTER (WHERE NOT promised) AS pressed, max(late) FILTER (WHERE NOT promised) AS pressed_days
              FROM (SELECT b.account_id, b.amount_open, %(today)s::date - b.date_due AS late, %(promised)s AS promised
                      FROM crm_telecom_bill b
                     WHERE b.company_id = %(company)s AND b.state <> 'settled' AND b.date_due < %(today)s
                       AND b.state IN ('validated', 'sent', 'partially_paid') AND b.amount_open > 0
                       AND NOT EXISTS (SELECT FROM crm_complaint c WHERE c.id = b.complaint_id AND c.state <> ALL(%(over)s))
                       AND NOT EXISTS (SELECT FROM crm_credit_dispute d WHERE d.move_id = b.invoice_id AND d.state = 'open')
                       AND %(accounts)s) bill
             GROUP BY account_id
            """,
            today=company._business_today(),
            promised=self._promised_sql() if self.heed_promises else SQL("FALSE"),
            company=company.id,
            over=list(COMPLAINT_OVER),
            accounts=SQL("TRUE") if accounts is None else SQL("b.account_id = ANY(%s)", accounts.ids),
        )

    def _promised_sql(self):
        """Return the condition that a running promise covers the bill ``b``: one about its invoice, or about all that is owed."""
        return SQL(
            """
            EXISTS (SELECT FROM crm_credit_promise p
                      LEFT JOIN crm_credit_promise_move_rel r ON r.promise_id = p.id
                     WHERE p.partner_id = b.payer_id AND p.company_id = %s AND p.state = 'open' AND p.date_limit >= %s
                       AND (r.move_id IS NULL OR r.move_id = b.invoice_id))
            """,
            self.company_id.root_id.id,
            self.company_id._business_today(),
        )

    def _standings_query(self, accounts=None):
        """Return the SELECT of id, stage and the figures of `_overdue_query` for accounts that owe or are in a stage."""
        return SQL(
            """
            SELECT a.id, a.arrears_stage, a.partner_id, o.owed, o.days, o.pressed, o.pressed_days
              FROM crm_telecom_account a LEFT JOIN (%s) o ON o.account_id = a.id
             WHERE a.company_id = %s AND a.state <> 'closed' AND a.payment_mode <> 'prepaid' AND %s
               AND (o.account_id IS NOT NULL OR a.arrears_stage IS NOT NULL)
             ORDER BY a.id
            """,
            self._overdue_query(accounts),
            self.company_id.id,
            SQL("TRUE") if accounts is None else SQL("a.id = ANY(%s)", accounts.ids),
        )

    def _wanted(self, accounts=None):
        """Return {account id: (stage that it is in, stage that it should be in)} where these differ.

        A running promise, or a smaller rest, keeps from a harder stage; only money, or a dispute, leads back.
        """
        self.env["crm.telecom.bill"].flush_model()
        self.env["crm.telecom.account"].flush_model()
        self.env["crm.credit.promise"].flush_model()
        self.env["crm.credit.dispute"].flush_model()
        self.env["crm.complaint"].flush_model()
        rows = self.env.execute_query_dict(self._standings_query(accounts))
        exempt = self._exempt({row["partner_id"] for row in rows})
        rates = self._rates([row["id"] for row in rows])
        wanted = {}
        for row in rows:
            stage = row["arrears_stage"] or False
            target = False if row["partner_id"] in exempt else self._target(stage, row, rates.get(row["id"], 1.0))
            if target != stage:
                wanted[row["id"]] = (stage, target)
        return wanted

    def _target(self, stage, row, rate):
        """Return the stage for the figures of an account that is in a stage."""
        order = (False, *STAGES)
        harder = self._stage_of(row["pressed_days"], (row["pressed"] or 0) * rate)
        milder = self._stage_of(row["days"], (row["owed"] or 0) * rate)
        now = order.index(stage)
        return order[max(order.index(harder), min(now, order.index(milder)))]

    def _stage_of(self, days, amount):
        """Return the hardest stage for so many days and so much money, False for none."""
        if not days or self.currency_id.compare_amounts(amount, self.amount_min) < 0:
            return False
        reached = [stage for stage in STAGES if 0 < self[f"{stage}_days"] <= days]
        return reached[-1] if reached else False

    def _exempt(self, partner_ids):
        """Return the ids of those customers whose present grade, with the company of the policy, is left alone."""
        if not self.grade_ids:
            return set()
        partners = self.env["res.partner"].sudo().with_company(self.company_id).with_context(active_test=False)
        return set(partners.search([("id", "in", list(partner_ids)), ("grading_grade_id", "in", self.grade_ids.ids)]).ids)

    def _rates(self, account_ids):
        """Return {account id: what one unit of its currency is in company currency} of accounts in other currencies."""
        accounts = self.env["crm.telecom.account"].sudo().browse(account_ids)
        others = accounts.filtered(lambda account: account.currency_id != self.currency_id)
        day, rates = self.company_id._business_today(), {}
        for currency, found in others.grouped("currency_id").items():
            rate = currency._convert(1.0, self.currency_id, self.company_id, day, round=False)
            rates |= dict.fromkeys(found.ids, rate)
        return rates

    # -- the job -------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_telecom_arrears(self):
        """Bring the accounts of all companies to the stages that their overdue bills ask for, one account a transaction."""
        cron = self.env["ir.cron"]
        plan = [(policy, account_id) for policy in self.search([("active", "=", True)]) for account_id in policy._wanted()]
        time_left = cron._commit_progress(remaining=len(plan))
        for policy, account_id in plan:
            if not time_left:
                break
            self.env["crm.telecom.account"].browse(account_id)._review_arrears_safely(policy)
            time_left = cron._commit_progress(1)

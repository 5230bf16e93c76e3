from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

OFFICER = "crm_credit.group_credit_officer"
# The month before is worked out again every night until this day: invoices and payments are booked late.
OPEN_UNTIL = 10
MONTHS_BACK = 12


class CrmCreditMonth(models.Model):
    """The month of a company whose credit figures are worked out: every night the running one, others on demand."""

    _name = "crm.credit.month"
    _description = "Month of Credit Figures"
    _inherit = ["crm.job.mixin", "crm.credit.root.mixin"]
    _order = "month desc, company_id, id desc"

    company_id = fields.Many2one(ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        default=lambda self: self.env.company._business_today().replace(day=1),
        help="Any day of the month; it is kept as the first one.",
    )
    figures_on = fields.Date(string="Figures Until", readonly=True, copy=False, help="The last day that counts.")

    proposals_wanted = fields.Boolean(readonly=True, copy=False)
    proposals_on = fields.Date(
        string="Proposals Of", readonly=True, copy=False, help="When accounts were last looked at and scores compared."
    )

    _company_month_uniq = models.UniqueIndex("(company_id, month)", "The company has this month already.")
    _month_first_day = models.Constraint("CHECK (extract(day FROM month) = 1)", "A month is given by its first day.")

    @api.depends("month", "company_id.name")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_display_name(self):
        several = len(self.env.companies.root_id) > 1
        for month in self:
            day = month.month and month.month.strftime("%Y-%m")
            month.display_name = f"{day} ({month.company_id.name})" if several else day

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(("figures_on", "proposals_wanted", "proposals_on"), False)

    @api.model_create_multi
    def create(self, vals_list):
        months = super().create([self._first_day(vals) for vals in vals_list])
        for month in months:
            if month.month > month.company_id._business_today():
                raise UserError(self.env._("%(month)s has not begun yet.", month=month.display_name))
        return months

    def write(self, vals):
        if {"month", "company_id"} & vals.keys():
            raise UserError(self.env._("The month and the company stay as they are: make another month."))
        return super().write(vals)

    @api.model
    def _first_day(self, vals):
        day = fields.Date.to_date(vals.get("month"))
        return vals | {"month": day.replace(day=1)} if day else vals

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_compute(self):
        """Work the figures of these months out again. Credit officers.

        :raise AccessError: the user is no officer
        """
        self._check_officer()
        for month in self.sorted("month"):
            month._job_start()
        return True

    def action_find_proposals(self):
        """Work the running month out, look for accounts that no longer fit, and compare scores. Credit officers.

        :raise UserError: the month is over
        """
        self._check_officer()
        for month in self:
            if month.month != month.company_id._business_today().replace(day=1):
                raise UserError(
                    self.env._("%(month)s is over: accounts are looked at as they are now.", month=month.display_name)
                )
            month._job_refuse_pending()
            month.sudo()._guarded_write({"proposals_wanted": True})
            month._job_start()
        return True

    def action_job_stop(self):
        self._check_officer()
        return super().action_job_stop()

    def action_job_resume(self):
        self._check_officer()
        return super().action_job_resume()

    def _check_officer(self):
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only credit officers work out credit figures."))
        self.check_access("write")

    @api.model
    def _cron_compute(self):
        """Queue the running month of every company, the one before while it is open, and those that are missing."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            for month in self._ensure_months(company):
                if month._is_open() and month.job_state not in ("queued", "running"):
                    if month.month == company._business_today().replace(day=1) and not month.proposals_on:
                        month._guarded_write({"proposals_wanted": True})
                    month._job_start()

    def _is_open(self):
        """Whether the nightly job works the month out (again)."""
        today = self.company_id._business_today()
        before = today.replace(day=1) - relativedelta(months=1)
        return not self.figures_on or self.month > before or (self.month == before and today.day <= OPEN_UNTIL)

    @api.model
    def _ensure_months(self, company):
        """Return the months of the last year and the running one, made where they are missing, the latest first.

        A new company begins with the month of its first receivable.
        """
        this = company._business_today().replace(day=1)
        self.env["account.move.line"].flush_model(["account_id", "company_id", "date", "parent_state"])
        [(first,)] = self.env.execute_query(
            SQL(
                """
                SELECT MIN(line.date) FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
                  JOIN res_company company ON company.id = line.company_id
                 WHERE line.parent_state = 'posted' AND company.parent_path LIKE %s
                """,
                company.parent_path + "%",
            )
        )
        wanted = [this - relativedelta(months=number) for number in range(MONTHS_BACK + 1)]
        wanted = [month for month in wanted if month == this or (first and month >= first.replace(day=1))]
        found = self.search([("company_id", "=", company.id), ("month", "in", wanted)])
        missing = set(wanted) - set(found.mapped("month"))
        made = self.create([{"company_id": company.id, "month": month} for month in sorted(missing)])
        return (found | made).sorted("month", reverse=True)

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        steps = [
            ("kpi", self.env._("Work out the figures")),
            ("provision", self.env._("Work out the provision")),
        ]
        if self.proposals_wanted:
            steps += [
                ("proposals", self.env._("Look for credit that no longer fits")),
                ("backtest", self.env._("Compare scores with what became of them")),
            ]
        return steps

    def _job_run_step(self, key, cursor):
        return getattr(self, f"_step_{key}")(cursor)

    def _step_kpi(self, _cursor):
        # Nobody else may write rows of the company's months at the same time, by whatever door.
        self.env["crm.capacity.lock"]._lock_capacity([f"credit_kpi:{self.company_id.id}:{self.month}"])
        self.env["crm.credit.kpi"]._take(self)
        self._guarded_write({"figures_on": self.env["crm.credit.kpi"]._scope(self.company_id, self.month).last})

    def _step_provision(self, _cursor):
        self.env["crm.capacity.lock"]._lock_capacity([f"credit_kpi:{self.company_id.id}:{self.month}"])
        self.env["crm.credit.provision"]._take(self)

    def _step_proposals(self, cursor):
        return self.env["crm.credit.review.proposal"]._find(self.company_id, cursor or 0)

    def _step_backtest(self, _cursor):
        self.env["crm.credit.backtest"]._take(self.company_id)

    def _job_on_done(self):
        if self.proposals_wanted:
            self._guarded_write({"proposals_wanted": False, "proposals_on": self.company_id._business_today()})
        return super()._job_on_done()

    def action_view_kpi(self):
        """Figures of the month."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_kpi_action"),
            "domain": [("month_id", "=", self.id)],
            "context": {},
        }

    def action_view_provision(self):
        """Provision of the month by customer."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_provision_action"),
            "domain": [("month_id", "=", self.id)],
            "context": {},
        }

from odoo import api, fields, models

from .crm_job_mixin import PENDING


class CrmCompanyJobMixin(models.AbstractModel):
    """Work that is done again and again for a company with its branches: every night, and by a button.

    There is one record for each company at the root of a branch tree, made when it is first worked on; the heir makes
    ``company_id`` unique. Its cron calls ``_begin_all``, its button ``_begin_and_show`` after a check of the groups.
    """

    _name = "crm.company.job.mixin"
    _inherit = ["crm.job.mixin"]
    _description = "Recurring Work of a Company"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"company_id": False}

    # -- for the heir ----------------------------------------------------------------------------------------------

    def _begin_values(self):
        """Return what to write when the work begins, such as the day as of which it is done. Extend by super."""
        return {}

    def _is_small(self):
        """Whether the button may have the user wait until all is done, instead of calling the worker."""
        return False

    # -- verbs -----------------------------------------------------------------------------------------------------

    @api.model
    def _for_company(self, company):
        """The record of a company (its root), made when there is none yet."""
        company = company.root_id
        # sudo: made for whoever may start it; its fields are written by code alone
        job = self.sudo().search([("company_id", "=", company.id)])
        return job or self.sudo()._guarded_create([{"company_id": company.id}])

    def _begin(self, now=False):
        """Start from the first step, as of today.

        :param now: in this transaction, for small data, instead of by the worker
        :raise UserError: it is waiting or running already
        """
        for job in self.sudo():
            job._job_refuse_pending()
            job._guarded_write(job._begin_values())
            if now:
                job._job_run_now()
            else:
                job._job_start()

    @api.model
    def _begin_all(self):
        """Queue the work of every company; one that is still being worked on goes on."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            job = self._for_company(company)
            if job.job_state not in PENDING:
                job._begin()

    @api.model
    def _begin_and_show(self):
        """Begin the work of the current company, unless it is being worked on, and return the action that shows it."""
        job = self._for_company(self.env.company)
        if job.job_state not in PENDING:
            job._begin(now=job._is_small())
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).name,
            "res_model": self._name,
            "res_id": job.id,
            "view_mode": "form",
        }

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids, check_one

from .crm_channel_report import MANAGER


class CrmChannelReport(models.Model):
    """What becomes of a report: submitted, accepted or rejected, corrected."""

    _inherit = "crm.channel.report"

    def action_submit(self):
        """Hand the reports in. Whoever may write them; within tolerance they are accepted at once where the company says so.

        :raise UserError: one is no draft or has no products
        """
        check_ids(self)
        self.check_access("write")
        for report in self:
            report._expect_value("state", "draft")
            if not report.line_ids:
                raise UserError(self.env._("%(report)s has no products: add them first.", report=report.display_name))
        self._submit(self.env.user)
        return True

    def action_accept(self):
        """Take the reports for true: their figures count. Channel managers.

        :raise UserError: one is not submitted
        """
        self._check_manager()
        for report in self:
            report._expect_value("state", "submitted")
        self._accept(self.env.user)
        return True

    def action_reject(self, reason=False):
        """Send the reports back with a reason; without one a window asks for it. Channel managers.

        :raise UserError: one is not submitted
        """
        self._check_manager()
        for report in self:
            report._expect_value("state", "submitted")
        reason = as_text(self.env, reason).strip()
        if not reason:
            return self._ask_reason()
        self._guarded_write(self._decision("rejected", self.env.user, reason))
        for report in self:
            report.message_post(body=self.env._("Rejected: %(reason)s", reason=reason))
        self.env["crm.channel.due"]._sync(self.company_id, self.partner_id)
        return True

    def action_correct(self):
        """Begin a correction: a new revision with the same figures, to be changed and submitted. Whoever may write the report.

        :return: action that opens it
        :raise UserError: the report is neither accepted nor rejected, or a correction has been begun
        """
        check_one(self)
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self._correct().id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_reconcile(self):
        """Compare the reports with deliveries once more. Channel managers; salespeople as long as nothing is decided."""
        check_ids(self)
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            for report in self:
                report._expect_value("state", "draft", "submitted")
        self.sudo()._reconcile()
        return True

    # -- steps, without a look at rights ---------------------------------------------------------------------------

    def _submit(self, user):
        """Submit drafts, compare them, and accept those that need nobody's look.

        :param user: on whose behalf
        """
        # sudo: dealers submit on the portal; comparing needs deliveries and orders
        reports = self.sudo()
        reports._guarded_write({"state": "submitted", "submitted_by": user.id, "submitted_on": fields.Datetime.now()})
        reports._reconcile()
        clean = reports.filtered(lambda report: report.company_id.channel_report_auto_accept and not report.off_count)
        if clean:
            clean._accept(self.env["res.users"])
        self.env["crm.channel.due"]._sync(reports.company_id, reports.partner_id)

    def _accept(self, user):
        # sudo: older revisions may have been written by others
        reports = self.sudo()
        self.env["crm.capacity.lock"]._lock_capacity(
            self._lock_key(report.company_id, report.partner_id, report.date_from) for report in reports
        )
        for report in reports.filtered("corrects_id"):
            older = self._find_revisions(report.company_id, report.partner_id, report.period, report.date_from)
            older = older.filtered(lambda other: other.state in ("accepted", "rejected")) - report
            if older:
                older._guarded_write({"state": "corrected", "corrected_by_id": report.id})
                older.flush_recordset()
        reports._guarded_write(self._decision("accepted", user, False))
        reports._following()._reconcile()

    def _correct(self):
        """Return a draft that corrects this report; with full rights."""
        self._expect_value("state", "accepted", "rejected")
        # sudo: a dealer corrects its own report on the portal
        report = self.sudo()
        self.env["crm.capacity.lock"]._lock_capacity([self._lock_key(report.company_id, report.partner_id, report.date_from)])
        revisions = self._find_revisions(report.company_id, report.partner_id, report.period, report.date_from)
        if revisions[:1] != report:
            raise UserError(
                self.env._("%(report)s has a correction already: go on with that one.", report=report.display_name)
            )
        [values] = report.copy_data()
        values |= {"revision": report.revision + 1, "corrects_id": report.id}
        draft = self.sudo()._guarded_create([self._guarded_fields() | values])
        lines = [line.copy_data({"report_id": draft.id})[0] for line in report.line_ids]
        self.env["crm.channel.report.line"].sudo().create(lines)
        return draft

    # -- small things ----------------------------------------------------------------------------------------------

    def _decision(self, state, user, note):
        return {"state": state, "decided_by": user.id, "decided_on": fields.Datetime.now(), "decision_note": note}

    def _check_manager(self):
        check_ids(self)
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers decide on channel reports."))

    def _ask_reason(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject"),
            "res_model": "crm.channel.rejection",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_report_ids": self.ids},
        }

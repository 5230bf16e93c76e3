from odoo import api, models
from odoo.exceptions import UserError

from ...tools.portal_files import check_files


class CrmGradingAppeal(models.Model):
    """Appeals that customers write themselves on the portal."""

    _inherit = "crm.grading.appeal"

    @api.model
    def _portal_own(self):
        """Return the appeals that users of the user's customer have written, with full rights, newest first."""
        user = self.env.user
        return self.sudo().search(
            [
                ("partner_id", "=", user.commercial_partner_id.id),
                ("kind", "=", "appeal"),
                ("create_uid.share", "=", True),
                ("scheme_id.shown_to_customer", "=", True),
            ]
        )

    @api.model
    def _portal_submit(self, values, files):
        """Write and submit an appeal of the user's own customer.

        Only scheme, grade and reason are taken from what the client sent.

        :param dict values: scheme_id and requested_grade_id (texts of numbers), reason
        :param list files: (name, content) of attachments
        :raise UserError: one of them is missing or not possible
        """
        standing = self._portal_standing(values.get("scheme_id"))
        reason = (values.get("reason") or "").strip()
        if not reason:
            raise UserError(self.env._("Please tell us why you ask for another grade."))
        grade = standing._better_grades().filtered(lambda grade: str(grade.id) == values.get("requested_grade_id"))
        if not grade:
            raise UserError(self.env._("Please choose the grade that you ask for."))
        check_files(self.env, files)
        self._portal_check_undecided(standing)
        # sudo: customers have no right to write appeals in any other way.
        appeal = self.sudo().create(
            {
                "kind": "appeal",
                "partner_id": standing.partner_id.id,
                "scheme_id": standing.scheme_id.id,
                "requested_grade_id": grade.id,
                "reason": reason,
            }
        )
        appeal.message_post(
            body=self.env._("Written on the portal."),
            attachments=files,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        appeal.action_submit()
        return appeal

    @api.model
    def _portal_standing(self, scheme_id):
        standing = self.env.user.partner_id._portal_standings().filtered(
            lambda standing: str(standing.scheme_id.id) == str(scheme_id or "")
        )
        if not standing:
            raise UserError(self.env._("You have no grade that could be appealed against."))
        return standing

    @api.model
    def _portal_check_undecided(self, standing):
        undecided = [
            ("partner_id", "=", standing.partner_id.id),
            ("scheme_id", "=", standing.scheme_id.id),
            ("approval_state", "=", "submitted"),
        ]
        if self.sudo().search_count(undecided, limit=1):
            raise UserError(self.env._("An appeal of yours is being looked at, please wait for the answer."))

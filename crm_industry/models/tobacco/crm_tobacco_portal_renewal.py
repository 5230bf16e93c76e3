from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_day

from .crm_tobacco_licence import HOLDING

COLORS = {"open": "info", "granted": "success", "refused": "danger"}


class CrmTobaccoPortal(models.AbstractModel):
    """The retailer applies for its next licence, and reads what has become of it."""

    _inherit = "crm.tobacco.portal"

    @api.model
    def _licence_page(self):
        """:return: as super; application (see `_application_row`), renewal (refusal, a sentence or False; first, last: the days
        between which the next licence can end)"""
        page = super()._licence_page()
        retailer = self._own_retailer()
        licence = self._licence_to_renew(retailer)
        renewal = {"refusal": licence._application_refusal()}
        if not renewal["refusal"]:
            renewal["first"], renewal["last"] = licence._renewal_days()
        return page | {"renewal": renewal, "application": self._application_row(retailer)}

    @api.model
    def _licence_to_renew(self, retailer):
        """Return the latest licence of a retailer that was granted and not taken away; empty without one."""
        held = retailer.licence_ids.filtered(lambda licence: licence.state in (*HOLDING, "expired"))
        return held.sorted(lambda licence: (licence.valid_to, licence.id))[-1:]

    @api.model
    def _application_row(self, retailer):
        """The latest application of a retailer for another licence, until it begins.

        :return: dict of applied_on, valid_from, valid_to, outcome (open, granted, refused), its color and label, decided_on,
            reason, papers (names of files); False when there is none
        """
        renewal = retailer.licence_ids.filtered("renewal_of_id").sorted("id")[-1:]
        step = renewal.event_ids.filtered(lambda event: event.state_from == "applied").sorted("id")[:1]
        outcome = {"grant": "granted", "cancel": "refused"}.get(step.verb, "open")
        if not renewal or (outcome == "granted" and renewal.valid_from <= retailer.company_id._business_today()):
            return False
        sent = renewal.message_ids.filtered(lambda message: message.author_id.partner_share)
        return {
            "applied_on": renewal.applied_on,
            "valid_from": renewal.valid_from,
            "valid_to": renewal.valid_to,
            "outcome": outcome,
            "color": COLORS[outcome],
            "label": self._outcome_label(outcome),
            "decided_on": step.date,
            "reason": step.reason,
            "papers": sent.attachment_ids.mapped("name"),
        }

    @api.model
    def _outcome_label(self, outcome):
        labels = {
            "open": self.env._("Being looked at"),
            "granted": self.env._("Granted"),
            "refused": self.env._("Refused"),
        }
        return labels[outcome]

    @api.model
    def _apply_for_licence(self, values, files):
        """Apply for the next licence of the own shop, with its papers.

        :param dict values: texts of the form: valid_to (the last day that is wanted, the latest one if empty)
        :param list files: (name, content) of the papers
        :return: the application, with full rights
        :raise AccessError: the user is no retailer
        :raise UserError: one is undecided, it is too early, the day makes no sense, or papers are missing or can't be taken
        """
        retailer = self._own_retailer()
        licence = self._licence_to_renew(retailer)
        if refusal := licence._application_refusal():
            raise UserError(refusal)
        if not files:
            raise UserError(self.env._("Please attach the papers of your application."))
        self.env["crm.complaint.portal"]._check_files(files)
        renewal = licence._apply_for_renewal(as_day(self.env, values.get("valid_to") or False))
        renewal.with_context(mail_post_autofollow_author_skip=True).message_post(
            body=self.env._("Applied for on the portal, with these papers."),
            attachments=files,
            author_id=self.env.user.sudo().partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        return renewal

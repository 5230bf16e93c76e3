from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .crm_tobacco_licence import HOLDING

APPLIED = "crm_industry.mail_activity_tobacco_licence_applied"


class CrmTobaccoLicence(models.Model):
    """Renewals that retailers apply for themselves: one at a time, not before the old licence ends soon."""

    _inherit = "crm.tobacco.licence"

    def _renewal_opens_on(self):
        """Return the first day on which the retailer itself may apply for the next licence."""
        # sudo: settings of the company, whoever asks
        company = self.company_id.sudo()
        return self.valid_to - timedelta(days=max(company.tobacco_reminder_days, company.tobacco_renewal_days))

    def _application_refusal(self):
        """Return why the retailer can't apply for the next licence now, a sentence; False when it can."""
        if not self or self.state not in (*HOLDING, "expired"):
            return self.env._("You have no licence that could be renewed: please ask your client manager.")
        if newer := self.renewed_by_id or self.search(self._newer_domain(), limit=1):
            if newer.state == "applied":
                return self.env._("You have applied for the next licence: please wait for the decision.")
            return self.env._("You have the next licence already.")
        opens = self._renewal_opens_on()
        if self._transition_today() < opens:
            return self.env._("You can apply for the next licence from %(day)s on.", day=format_date(self.env, opens))
        return False

    def _apply_for_renewal(self, last):
        """Apply for the next licence as the retailer itself; the caller has made sure that it is its own.

        :param last: the last day that is wanted; the latest one if empty
        :return: the application
        :raise UserError: it can't be renewed now, or the day is too early or too late
        """
        if refusal := self._application_refusal():
            raise UserError(refusal)
        first, latest = self._renewal_days()
        if last and not first <= last <= latest:
            raise UserError(
                self.env._(
                    "The next licence can end between %(first)s and %(last)s.",
                    first=format_date(self.env, first),
                    last=format_date(self.env, latest),
                )
            )
        # The retailer reads the decision on its pages: it doesn't follow what is said about it inside.
        renewal = self.with_context(mail_create_nosubscribe=True)._renew(valid_to=last or latest)
        renewal._tell_application()
        return renewal.with_env(self.env)

    def _tell_application(self):
        """Ask who looks after the retailer to see to its application."""
        user = self._reminded_user()
        if user:
            licence = self.with_context(lang=user.lang)
            summary = licence.env._("%(licence)s: see to the application and its papers", licence=licence.display_name)
            self.activity_schedule(APPLIED, user_id=user.id, summary=summary)

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb in ("grant", "cancel"):
            self.sudo().activity_unlink([APPLIED])
        return result

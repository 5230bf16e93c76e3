import pytz

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from ...tools.checked_fields import CheckedSelection


class ResCompany(models.Model):
    _inherit = "res.company"

    business_tz = CheckedSelection(
        _tz_get,
        string="Business Time Zone",
        compute="_compute_business_tz",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        groups="base.group_user",
        help="Decides which calendar day it is for this company: due dates, ages of "
        "receivables, periods and expiries count in it, whoever is looking.",
    )

    @api.depends("partner_id")
    def _compute_business_tz(self):
        """First choice only: a later change of the partner's or a user's zone moves no dates."""
        main_user = self.env.ref("base.user_admin", raise_if_not_found=False)
        fallback = (main_user and main_user.sudo().tz) or "UTC"
        for company in self:
            company.business_tz = company.business_tz or company.partner_id.tz or fallback

    def _employees_of(self, group):
        """Return the employees in a group who work for this company, in the order in which they came.

        :param str group: its external id
        """
        self.ensure_one()
        # sudo: who is in a group is asked by jobs and portal users as well
        users = self.env.ref(group).sudo().all_user_ids
        return users.filtered(lambda user: user.active and not user.share and self in user.company_ids).sorted("id")

    def _employed(self, users):
        """Return which of some users are employees, active or not, who work for this company."""
        # sudo: the companies of a user, whoever asks
        return users.sudo().filtered(lambda user: not user.share and self in user.company_ids).sudo(users.env.su)

    def _business_today(self):
        """Return the date it is now in this company's time zone.

        Every business date is compared with this one, never with ``CURRENT_DATE`` or the
        user's own day; pass it to SQL as a parameter.
        """
        self.ensure_one()
        zone = pytz.timezone(self.sudo().business_tz or "UTC")
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()

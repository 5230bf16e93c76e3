from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.crm_grading.tools.arguments import check_one

ACTIVITY = "crm_industry.auto_activity_policy"
BATCH = 200


class CrmVehiclePolicy(models.Model):
    """Renewal: the next policy begins the day after the last one ends, and somebody is reminded before."""

    _inherit = "crm.vehicle.policy"

    renewal_of_id = fields.Many2one(
        "crm.vehicle.policy", string="Renews", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    renewal_ids = fields.One2many("crm.vehicle.policy", "renewal_of_id", string="Renewals", readonly=True)
    followed = fields.Boolean(
        string="Renewed",
        compute="_compute_followed",
        search="_search_followed",
        help="A later one of the same kind is written down for the vehicle, by whatever station.",
    )
    reminded_on = fields.Date(readonly=True, copy=False)

    _one_renewal = models.UniqueIndex(
        "(renewal_of_id) WHERE renewal_of_id IS NOT NULL AND state = 'issued'", "It is renewed already."
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"renewal_of_id": False, "reminded_on": False}

    @api.depends("valid_to", "vehicle_id.policy_ids.state", "vehicle_id.policy_ids.valid_from")
    def _compute_followed(self):
        rows = self.env.execute_query(SQL("SELECT id FROM (%s) f WHERE id = ANY(%s)", self._followed_query(), self.ids))
        followed = {policy_id for (policy_id,) in rows}
        for policy in self:
            policy.followed = policy.id in followed

    def _search_followed(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = SQL("(SELECT id FROM (%s) f)", self._followed_query())
        return [("id", "in" if True in value else "not in", ids)]

    @api.model
    def _followed_query(self):
        """Return SQL: id of the policies after which a later one of their kind and vehicle begins."""
        self.flush_model(["vehicle_id", "kind", "state", "valid_from", "valid_to"])
        return SQL(
            """
            SELECT p.id FROM crm_vehicle_policy p
             WHERE EXISTS (SELECT FROM crm_vehicle_policy later
                            WHERE later.vehicle_id = p.vehicle_id AND later.kind = p.kind AND later.state = 'issued'
                              AND later.valid_from > p.valid_to)
            """
        )

    # -- the next one --------------------------------------------------------------------------------------------------

    def action_renew(self):
        """Write down the next one, as long as this one, and open it; repeated, it opens the same. For people of any station.

        :raise AccessError: the user belongs to no station
        :raise UserError: it was cancelled, has no end, or a later one is written down already
        """
        check_one(self)
        self.check_access("read")
        self.browse().check_access("create")
        # Two who ask at once: the second begins again, and opens what the first has made.
        self.env["crm.capacity.lock"]._lock_capacity([f"vehicle.policy.renewal:{self.id}"])
        renewal = self.renewal_ids.filtered(lambda policy: policy.state == "issued")
        if not renewal:
            self._expect_value("state", "issued")
            if not self.valid_to:
                raise UserError(self.env._("%(policy)s has no end: there is nothing to renew.", policy=self.display_name))
            if self.followed:
                raise UserError(self.env._("%(policy)s: a later one is written down already.", policy=self.display_name))
            renewal = self._guarded_create([self._prepare_renewal_values()])
            # sudo: reminders of whatever station
            self.sudo().activity_unlink([ACTIVITY])
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": renewal.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "name": self.env._("Renewal"),
        }

    def _prepare_renewal_values(self):
        """Return the values of the next one: from the day after this one, or from today when it has lapsed. Extend by super."""
        first = max(self.valid_to + timedelta(days=1), self._transition_today())
        own = self.env["crm.station"]._of_user()
        return {
            "vehicle_id": self.vehicle_id.id,
            "kind": self.kind,
            "issuer_id": self.issuer_id.id,
            "partner_id": (self.vehicle_id.owner_id or self.partner_id).id,
            "station_id": (self.station_id if self.station_id in own or not own else own[0]).id,
            "user_id": self.env.uid,
            "currency_id": self.currency_id.id,
            "premium": self.premium,
            "renewal_of_id": self.id,
            "valid_from": first,
            "valid_to": first + self._policy_length() - timedelta(days=1),
            "state": "issued",
        }

    def _policy_length(self):
        """Return for how long this one is valid: whole months, or days when it is less than one."""
        length = relativedelta(self.valid_to + timedelta(days=1), self.valid_from)
        months = 12 * length.years + length.months
        return relativedelta(months=months) if months else relativedelta(days=length.days)

    # -- reminders -----------------------------------------------------------------------------------------------------

    def write(self, vals):
        """Another last day is reminded of again."""
        moved = self.filtered(lambda policy: "valid_to" in vals and policy.reminded_on)
        result = super().write(vals)
        if moved:
            moved._policy_forget_reminder()
        return result

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        # sudo: reminders of whatever station
        policies = self.sudo()
        policies._policy_forget_reminder()
        policies.renewal_of_id._policy_forget_reminder()
        return result

    def _policy_forget_reminder(self):
        """Nobody was reminded of these: the next run does it where they still end."""
        self.activity_unlink([ACTIVITY])
        self._guarded_write({"reminded_on": False})

    @api.model
    def _policy_horizon(self, company):
        """Return the last day of what ends soon, by the settings of a company."""
        # sudo: a setting
        return company._business_today() + timedelta(days=company.sudo().auto_policy_days or 0)

    @api.model
    def _cron_policies(self):
        """Remind of what ends soon and is not renewed, once each."""
        for company in self.env["res.company"].search([("auto_policy_days", ">", 0)]):
            while ending := self.search(self._policy_ending_domain(company), limit=BATCH, order="valid_to, id"):
                for policy in ending:
                    policy._policy_remind()
                ending._guarded_write({"reminded_on": company._business_today()})
                self.env["ir.cron"]._commit_progress(len(ending))

    @api.model
    def _policy_ending_domain(self, company):
        """Domain of what somebody is to be reminded of, in a company."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "issued")
            & Domain("valid_to", ">=", company._business_today())
            & Domain("valid_to", "<=", self._policy_horizon(company))
            & Domain("reminded_on", "=", False)
            & Domain("vehicle_id.active", "=", True)
            & Domain("followed", "=", False)
        )

    def _policy_remind(self):
        """Remind the salesperson, else somebody of the station."""
        self.ensure_one()
        if not (user := self._policy_reminded_user()):
            return
        policy = self.with_context(lang=user.lang)
        policy.activity_schedule(
            ACTIVITY,
            user_id=user.id,
            date_deadline=self.valid_to,
            summary=policy.env._(
                "%(policy)s ends on %(day)s: offer the renewal",
                policy=policy.display_name,
                day=format_date(policy.env, self.valid_to),
            ),
        )

    def _policy_reminded_user(self):
        """Return who is reminded, empty when nobody works at the station any more."""
        employed = self.company_id._employed(self.user_id | self.station_id.user_ids).filtered("active")
        return (self.user_id & employed) or employed[:1]

from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmTelecomMonth(models.Model):
    """What a subscription brought, used and was in a month: the ground of ARPU, MOU and churn.

    Written by the refresh alone (`crm.telecom.figures`). Amounts are in company currency, before tax. What a bill charges to an
    account as a whole stands in a row without a subscription, so that the months add up to the bills. A bill belongs to the
    month in which the middle of its period lies; without a period, to that of its date.
    """

    _name = "crm.telecom.month"
    _description = "Month of a Telecom Subscription"
    _log_access = False
    _order = "month desc, id desc"
    _rec_name = "month"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    subscription_id = fields.Many2one(
        "crm.telecom.subscription",
        readonly=True,
        ondelete="cascade",
        help="Empty: what was charged to the account as a whole.",
    )
    account_id = fields.Many2one(
        "crm.telecom.account",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="As this and owner and offering were at the end of the month.",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index="btree_not_null", ondelete="set null")
    offering_id = fields.Many2one("crm.telecom.offering", readonly=True, ondelete="set null")
    grade_id = fields.Many2one(
        "crm.grading.grade", readonly=True, ondelete="set null", help="Of the customer at the end of the month."
    )
    revenue = fields.Monetary(readonly=True, help="Of all bills of the month, before tax; credits are taken off.")
    minutes = fields.Float(readonly=True, digits=(16, 2), help="Of calls.")
    megabytes = fields.Float(string="MB", readonly=True, digits=(16, 3))
    sms = fields.Integer(string="SMS", readonly=True)
    opening_state = CheckedSelection("_selection_state", readonly=True, help="When the month began.")
    closing_state = CheckedSelection("_selection_state", readonly=True, help="When it ended; of the running month, today.")
    opening_base = fields.Integer(
        string="Subscribers at the Beginning",
        readonly=True,
        help="Activated and not ended; suspended or under notice, too. Don't add up several months.",
    )
    closing_base = fields.Integer(
        string="Subscribers at the End", readonly=True, help="Counted as at the beginning. Don't add up several months."
    )
    activated = fields.Integer(string="Activations", readonly=True)
    disconnected = fields.Integer(string="Disconnections", readonly=True, help="Terminated in the month.")
    reason_id = fields.Many2one("crm.telecom.reason", readonly=True, ondelete="set null", help="Why it was terminated.")
    stale = fields.Boolean(readonly=True, help="Something about it has changed since it was worked out.")

    _subscription_uniq = models.UniqueIndex(
        "(subscription_id, month) WHERE subscription_id IS NOT NULL", "A month of a subscription is worked out once."
    )
    _account_uniq = models.UniqueIndex(
        "(account_id, month) WHERE subscription_id IS NULL", "A month of an account is worked out once."
    )
    _by_month = models.Index("(company_id, month)")
    _stale_idx = models.Index("(company_id, month, id) WHERE stale")
    _month_first_day = models.Constraint("CHECK (extract(day FROM month) = 1)", "A month is given by its first day.")

    @api.model
    def _selection_state(self):
        return self.env["crm.telecom.subscription"]._fields["state"]._description_selection(self.env)

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedMonetary, CheckedSelection

PENALTY = frozenset(("penalty_kind", "penalty_percent", "penalty_amount"))
FIXED = frozenset(("access_type", "payment_mode", "currency_id", "company_id"))


class CrmTelecomOffering(models.Model):
    """What a subscription may be to: access, monthly fee, what is included, commitment and what it costs to leave early."""

    _name = "crm.telecom.offering"
    _description = "Telecom Offering"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Unique within the company; known to other systems.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, default=lambda self: self.env.company, help="Empty: all companies sell it."
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="By which it is sold.",
    )
    access_type = CheckedSelection("_selection_access_type", string="Access", required=True, default="mobile", index=True)
    payment_mode = CheckedSelection(
        "_selection_payment_mode", string="Payment", help="Of the accounts that may have it. Empty: both kinds."
    )
    monthly_fee = CheckedMonetary(required=True, default=0)
    minutes = CheckedInteger(string="Minutes Included", help="A month.", aggregator=None)
    data_mb = CheckedInteger(string="Data Included (MB)", help="A month.", aggregator=None)
    sms = CheckedInteger(string="SMS Included", help="A month.", aggregator=None)
    commitment_months = CheckedInteger(
        string="Commitment (Months)", aggregator=None, help="From the activation on. 0: it may be left at any time."
    )
    penalty_kind = CheckedSelection(
        "_selection_penalty_kind", string="Penalty", required=True, default="none", help="For leaving before the commitment ends."
    )
    penalty_percent = CheckedFloat(
        digits=(16, 2), aggregator=None, help="Of the monthly fees that remain until the commitment ends, 0 to 100."
    )
    penalty_amount = CheckedMonetary()
    service_ids = fields.One2many("crm.telecom.offering.service", "offering_id", string="Services", copy=True)
    note = fields.Html(string="Description", translate=True)

    _code_uniq = models.UniqueIndex("(company_id, code) WHERE code <> ''", "Another offering has this code.")
    _amounts_sensible = models.Constraint(
        "CHECK (monthly_fee >= 0 AND monthly_fee < 1000000000000"
        " AND (penalty_amount IS NULL OR penalty_amount >= 0 AND penalty_amount < 1000000000000))",
        "Fees and penalties are amounts from zero on.",
    )
    _quantities_positive = models.Constraint(
        "CHECK (minutes >= 0 AND data_mb >= 0 AND sms >= 0 AND commitment_months BETWEEN 0 AND 240)",
        "What is included is not negative, and a commitment is for 240 months at most.",
    )
    _percent_range = models.Constraint("CHECK (penalty_percent BETWEEN 0 AND 100)", "The penalty is 0 to 100 percent.")

    def write(self, vals):
        """Change offerings.

        :raise UserError: one has subscriptions, and would be for another access, payment, currency or company; or they are
            committed, and it would cost something else to leave
        """
        self._check_penalty_kept(vals)
        if FIXED.isdisjoint(vals):
            return super().write(vals)
        # sudo: subscriptions of all companies
        used = self.env["crm.telecom.subscription"].sudo()._read_group([("offering_id", "in", self.ids)], ["offering_id"])
        before = {offering: offering._fixed_values() for (offering,) in used}
        result = super().write(vals)
        for offering, values in before.items():
            if offering._fixed_values() != values:
                raise UserError(
                    self.env._(
                        "%(offering)s has subscriptions: its access, payment, currency and company stay. Make another offering.",
                        offering=offering.name,
                    )
                )
        return result

    def _check_penalty_kept(self, vals):
        """:raise UserError: customers have committed themselves on other terms"""
        changed = self.filtered(lambda each: any(each[name] != vals[name] for name in PENALTY & vals.keys()))
        if not changed:
            return
        # sudo: subscriptions of all companies
        bound = self.env["crm.telecom.subscription"].sudo()
        domain = [("offering_id", "in", changed.ids), ("state", "in", ("active", "suspended")), ("commitment_to", ">=", "today")]
        if found := bound.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(offering)s has subscriptions whose commitment runs: its penalty stays. Make another offering.",
                    offering=found.offering_id.name,
                )
            )

    def _fixed_values(self):
        return {name: self[name] for name in FIXED}

    @api.model
    def _selection_access_type(self):
        labels = {
            "fixed": self.env._("Fixed line"),
            "mobile": self.env._("Mobile"),
            "cable": self.env._("Cable"),
            "internet": self.env._("Internet"),
        }
        return list(labels.items())

    @api.model
    def _selection_payment_mode(self):
        return self.env["crm.telecom.account"]._selection_payment_mode()

    @api.model
    def _selection_penalty_kind(self):
        labels = {
            "none": self.env._("None"),
            "percent": self.env._("Percent of the remaining fees"),
            "fixed": self.env._("Fixed amount"),
        }
        return list(labels.items())

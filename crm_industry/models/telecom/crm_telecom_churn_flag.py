from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedSelection

DEFAULTS = {
    "port_out": {"points": 40, "threshold": 1, "window_days": 90},
    "usage_down": {"points": 20, "threshold": 40, "window_days": 90},
    "unused": {"points": 20, "threshold": 30, "window_days": 30},
    "overdue": {"points": 15, "threshold": 30, "window_days": 30},
    "commitment": {"points": 15, "threshold": 60, "window_days": 60},
    "complaints": {"points": 15, "threshold": 2, "window_days": 90},
    "downgrade": {"points": 10, "threshold": 0, "window_days": 90},
}


class CrmTelecomChurnFlag(models.Model):
    """A sign that a subscription may be left soon, and how many points it counts. One of each kind for a company.

    What a kind means is said by its SQL source (`_flag_sources`); the score of a subscription is the sum of the points of the
    flags that it has.
    """

    _name = "crm.telecom.churn.flag"
    _description = "Churn Flag"
    _order = "company_id, points desc, id"
    _rec_name = "code"

    code = CheckedSelection("_selection_code", string="Sign", required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, ondelete="cascade")
    active = fields.Boolean(default=True)
    points = CheckedInteger(required=True, default=10, aggregator=None, help="What it adds to the score, 0 to 100.")
    threshold = CheckedFloat(digits=(16, 2), aggregator=None, help="From where on it counts, in the unit that its meaning says.")
    window_days = CheckedInteger(
        string="Window (Days)", required=True, default=90, aggregator=None, help="How far back is looked, where that matters."
    )
    meaning = fields.Char(compute="_compute_meaning")

    _code_uniq = models.UniqueIndex("(company_id, code)", "The company has this flag already; it may be archived.")
    _in_range = models.Constraint(
        "CHECK (points BETWEEN 0 AND 100 AND threshold BETWEEN 0 AND 1000000 AND window_days BETWEEN 1 AND 730)",
        "Points are 0 to 100, thresholds not below 0, windows 1 to 730 days.",
    )

    @api.model
    def _selection_code(self):
        """The kinds of flags. Extend by super, together with `_flag_sources`, `_flag_meanings` and `_flag_texts`."""
        labels = {
            "port_out": self.env._("Enquiry about leaving with the number"),
            "usage_down": self.env._("Usage falls"),
            "unused": self.env._("Not used"),
            "overdue": self.env._("Bills overdue"),
            "commitment": self.env._("Commitment ends"),
            "complaints": self.env._("Complaints"),
            "downgrade": self.env._("Changed to a lower fee"),
        }
        return list(labels.items())

    @api.model
    def _flag_meanings(self):
        """Return {code: what it means, with %(threshold)s and %(window)s}. Extend by super."""
        return {
            "port_out": self.env._("Asked within %(window)s days to take the number to another operator."),
            "usage_down": self.env._(
                "Used in the last complete month at least %(threshold)s percent less than in the mean of the three months"
                " before: calls, data and messages count alike."
            ),
            "unused": self.env._("Active, used before, and not for %(threshold)s days or more."),
            "overdue": self.env._("A bill of its account has been overdue for %(threshold)s days or more."),
            "commitment": self.env._("Its commitment ends within %(threshold)s days."),
            "complaints": self.env._(
                "%(threshold)s complaints or more within %(window)s days about it, or of its owner about nothing else."
            ),
            "downgrade": self.env._(
                "Changed within %(window)s days to an offering whose fee is lower by more than %(threshold)s."
            ),
        }

    @api.model
    def _flag_texts(self):
        """Return {code: what is said of a subscription that has the flag, with %(value)s}. Extend by super."""
        return {
            "port_out": self.env._("asked %(value)s days ago to take the number to another operator"),
            "usage_down": self.env._("used %(value)s percent less than in the three months before"),
            "unused": self.env._("not used for %(value)s days"),
            "overdue": self.env._("a bill is overdue for %(value)s days"),
            "commitment": self.env._("the commitment ends in %(value)s days"),
            "complaints": self.env._("%(value)s complaints"),
            "downgrade": self.env._("changed to a fee that is lower by %(value)s"),
        }

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._selection_code())
        for flag in self:
            flag.display_name = labels.get(flag.code, flag.code)

    @api.depends("code", "threshold", "window_days")
    def _compute_meaning(self):
        meanings = self._flag_meanings()
        for flag in self:
            text = meanings.get(flag.code, "").replace("%(threshold)s", plain_number(flag.threshold))
            flag.meaning = text.replace("%(window)s", str(flag.window_days))

    def write(self, vals):
        """Change flags.

        :raise UserError: a flag would get another kind or company
        """
        if vals.keys() & {"code", "company_id"}:
            raise UserError(self.env._("A flag keeps its kind and company: change its points, or archive it."))
        return super().write(vals)

    @api.model
    def _create_missing(self, companies=None):
        """Give companies the flags that they don't have yet."""
        if companies is None:
            companies = self.env["res.company"].with_context(active_test=False).search([("id", ">", 0)])
        # sudo: made for every company
        flags = self.sudo().with_context(active_test=False)
        known = set(flags._read_group([("company_id", "in", companies.ids)], ["company_id", "code"]))
        return flags.create(
            [
                {"company_id": company.id, "code": code} | values
                for company in companies
                for code, values in DEFAULTS.items()
                if (company, code) not in known
            ]
        )

    @api.model
    def _of_company(self, company):
        """Return {code: flag} of the active flags of a company that count something."""
        # sudo: the score is worked out alike for everybody
        found = self.sudo().search([("company_id", "=", company.id), ("points", ">", 0)])
        return {flag.code: flag for flag in found}


def plain_number(value):
    """Return a number as a text without useless zeros.

    >>> plain_number(40.0), plain_number(12.5), plain_number(0.0)
    ('40', '12.5', '0')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")

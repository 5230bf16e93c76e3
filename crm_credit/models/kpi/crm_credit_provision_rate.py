from odoo import api, fields, models

# Lowest day overdue of a bucket and the share of it that is expected to be lost (%). Proposals, no standard.
PROPOSED = ((0, 0.5), (1, 2.0), (31, 5.0), (61, 10.0), (91, 30.0), (181, 70.0))


class CrmCreditProvisionRate(models.Model):
    """An ageing bucket of a company and the loss that is expected of it; it ends where the next one begins."""

    _name = "crm.credit.provision.rate"
    _inherit = ["crm.guarded.mixin"]
    _description = "Expected Loss of an Ageing Bucket"
    _order = "company_id, days_from, id"

    name = fields.Char(compute="_compute_name", string="Bucket")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )
    days_from = fields.Integer(string="Days Overdue From", aggregator=None, help="0: not due, too.")
    rate = fields.Float(string="Expected Loss (%)", digits=(16, 4), aggregator=None)
    is_proposal = fields.Boolean(
        string="Proposal", readonly=True, help="The figure that the addon came with; no standard. Set your own by experience."
    )

    _days_uniq = models.UniqueIndex("(company_id, days_from)", "The company has a bucket from this day already.")
    _in_range = models.Constraint(
        "CHECK (days_from BETWEEN 0 AND 36500 AND rate BETWEEN 0 AND 100)",
        "A bucket begins after 0 to 36,500 days, and the expected loss is 0 to 100 percent.",
    )

    @api.depends("days_from", "company_id")
    @api.depends_context("lang")
    def _compute_name(self):
        starts = {}
        for company, day in self.sudo().search([("company_id", "in", self.company_id.ids)]).mapped(
            lambda rate: (rate.company_id, rate.days_from)
        ):
            starts.setdefault(company, []).append(day)
        for rate in self:
            following = [day for day in starts.get(rate.company_id, ()) if day > rate.days_from]
            rate.name = self._bucket_name(rate.days_from, min(following) - 1 if following else None)

    @api.model
    def _bucket_name(self, first, last):
        """Return a bucket of days overdue in words; ``last`` is None for the oldest one."""
        if last is None:
            return self.env._("over %(days)s days", days=first - 1) if first else self.env._("all")
        if not first:
            return self.env._("not due") if not last else self.env._("up to %(days)s days", days=last)
        return self.env._("%(first)s-%(last)s days", first=first, last=last)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"is_proposal": False}

    def write(self, vals):
        result = super().write(vals)
        if "rate" in vals and (changed := self.filtered("is_proposal")):
            changed._guarded_write({"is_proposal": False})
        return result

    @api.model
    def _add_template(self, companies=None):
        """Make the proposed buckets for root companies that have none.

        :param companies: root companies, all by default
        """
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)]) if companies is None else companies
        served = {company for (company,) in self.sudo()._read_group([("company_id", "in", roots.ids)], ["company_id"])}
        self.sudo()._guarded_create(
            [
                {"company_id": company.id, "days_from": day, "rate": rate, "is_proposal": True}
                for company in roots
                if company not in served
                for day, rate in PROPOSED
            ]
        )

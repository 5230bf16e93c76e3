from odoo import api, models
from odoo.exceptions import UserError


class CrmTobaccoRetailer(models.Model):
    """A file stays that of its customer and company as soon as something hangs by it: nobody gets another one's licence, points,
    band or quota. Customers that are joined take their files along in another way."""

    _inherit = "crm.tobacco.retailer"

    def write(self, vals):
        """Write; customer and company as long as nothing hangs by the file.

        :raise UserError: it has a licence, or something else that stays with its customer
        """
        for name in vals.keys() & {"partner_id", "company_id"}:
            value = vals[name].id if isinstance(vals[name], models.BaseModel) else vals[name]
            self.filtered(lambda retailer, name=name, value=value: retailer[name].id != value)._expect_nothing_kept()
        return super().write(vals)

    def _expect_nothing_kept(self):
        for retailer in self:
            for model, field in self._kept_by_file():
                # sudo: what hangs by the file counts, whoever sees it
                if self.env[model].sudo().with_context(active_test=False).search_count([(field, "=", retailer.id)], limit=1):
                    raise UserError(
                        self.env._(
                            "%(retailer)s keeps its customer and its company: licences, events and bands hang by the file.",
                            retailer=retailer.display_name,
                        )
                    )

    @api.model
    def _kept_by_file(self):
        """Return the models and fields that point to a file and say something about its customer. Extend by super."""
        return [*self.env["res.partner"]._tobacco_kept_by_retailer(), ("crm.supply.band", "retailer_id")]

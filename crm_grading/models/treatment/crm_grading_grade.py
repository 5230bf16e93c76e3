from odoo import api, models
from odoo.exceptions import ValidationError


class CrmGradingGrade(models.Model):
    """What customers of a grade get."""

    _inherit = "crm.grading.grade"

    @api.model
    def _service_policy_fields(self):
        """Return the names of the fields of a grade that say what its customers get, in the order to show them.

        Extend by super. They are stored fields of this model; a relation must have a stored name. Empty means that the grade
        leaves it to the customer's own settings.
        """
        return ["payment_term_id", "pricelist_id", "priority"]

    @api.model
    def _own_terms_fields(self):
        """Return the names of those policy fields that a customer with individually agreed terms is not subject to."""
        return ["payment_term_id", "pricelist_id"]

    def _check_of_scheme(self, scheme):
        """Refuse a decision about a grade of another scheme.

        :raise ValidationError:
        """
        if self.scheme_id != scheme:
            raise ValidationError(
                self.env._(
                    "%(grade)s is no grade of the scheme %(scheme)s, choose one of its own.",
                    grade=self.display_name,
                    scheme=scheme.display_name,
                )
            )

    def _explain(self):
        """Return id, code, name and colour of the grade for a screen, None for no grade."""
        return {"id": self.id, "code": self.code, "name": self.name, "color": self.color} if self else None

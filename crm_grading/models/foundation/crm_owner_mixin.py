from odoo import api, models
from odoo.exceptions import ValidationError


class CrmOwnerMixin(models.AbstractModel):
    """Records that an employee of their company answers for.

    The domains of views only propose; here portal users and people of other companies are refused, by RPC and files as well.
    The heir has the field ``company_id``.
    """

    _name = "crm.owner.mixin"
    _description = "Answered for by an Employee"

    @api.model
    def _owner_fields(self):
        """Return the names of the fields with an employee of the company. Extend by super."""
        return {"user_id"}

    @api.constrains(lambda self: ("company_id", *sorted(self._owner_fields())))
    def _check_owners_employed(self):
        # sudo: the companies of a user, whoever asks
        for record in self.sudo():
            company = record.company_id
            for name in sorted(self._owner_fields()):
                if outsiders := record[name] - company._employed(record[name]):
                    raise ValidationError(record._owner_refusal(name, outsiders[0]))

    def _owner_refusal(self, name, user):
        """Return why a user is not taken for a field of this record."""
        texts = {
            "record": self.display_name,
            "field": self._fields[name]._description_string(self.env),
            "user": user.name,
            "company": self.company_id.name,
        }
        if user.share:
            return self.env._("“%(field)s” of “%(record)s”: %(user)s is no employee. Choose somebody of %(company)s.", **texts)
        return self.env._(
            "“%(field)s” of “%(record)s”: %(user)s does not work for %(company)s. Choose somebody who does.", **texts
        )

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from .measure_check import MeasureCheck

# What decides about the figures a measure gives.
DEFINITION = (
    "kind", "model_id", "domain", "partner_path", "field_path", "aggregate", "date_path", "factor", "rate_path", "empty_value",
    "numerator_id", "denominator_id", "denominator_constant", "base_id", "provider",
)  # fmt: skip


class CrmGradingMeasure(models.Model):
    """A measure reads whatever its author may read, so the author must be somebody who may, at saving and later on."""

    _inherit = "crm.grading.measure"

    @api.model_create_multi
    def create(self, vals_list):
        author = {"author_id": self._get_author_id()}
        return super().create([vals | author for vals in vals_list])

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name != "author_id"}
        if vals.keys() & set(DEFINITION):
            vals["author_id"] = self._get_author_id()
        result = super().write(vals)
        if "company_id" in vals:
            # Odoo looks at the record rules before a write only.
            self.check_access("write")
        self._get_schemes()._note_change()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for measure in self:
            users = measure.sudo().indicator_ids or measure._get_dependents() - self
            if users:
                raise UserError(
                    self.env._(
                        "“%(measure)s” can't be deleted, %(users)s is made of it. Archive it instead.",
                        measure=measure.name,
                        users=", ".join(users.mapped("name")),
                    )
                )

    def _get_author_id(self):
        """Return who answers for a definition; nobody for those that an addon brings."""
        return False if self.env.uid == SUPERUSER_ID else self.env.uid

    def _get_dependents(self):
        """Return the measures that are a ratio or the growth of these."""
        return self.sudo().with_context(active_test=False).search(
            ["|", "|", ("numerator_id", "in", self.ids), ("denominator_id", "in", self.ids), ("base_id", "in", self.ids)]
        )

    def _get_schemes(self):
        """Return the schemes of all companies that measure by these, or by what is made of these."""
        measures = self.sudo() | self._get_dependents()
        return measures.with_context(active_test=False).indicator_ids.scheme_id

    @api.model
    def _check_author(self, config):
        """Refuse a run whose measures read what their authors may not, or what isn't there any more.

        :param config: frozen configuration of a scheme
        :raise odoo.exceptions.ValidationError: naming the first such measure and what is wrong
        """
        for dimension in config["dimensions"]:
            for indicator in dimension["indicators"]:
                for measure in _parts(indicator["measure"]):
                    self._check_measure(measure)

    @api.model
    def _check_measure(self, config):
        """Check one frozen measure that is not made of others.

        Its author answers for it as long as it is what the author saved. Somebody who brings along another definition, in
        the configuration of an old run or of a scenario, answers for it himself.
        """
        if config["kind"] != "aggregate":
            return
        check = MeasureCheck(self.env, config)
        if not self._is_as_saved(config):
            check.check_rights(self.env.user)
        elif config["author_id"]:
            check.check_rights(self.env["res.users"].browse(config["author_id"]))
        else:
            check.check()

    @api.model
    def _is_as_saved(self, config):
        """Tell whether a frozen measure is the definition that is kept now, with its author."""
        measure = self.sudo().browse(config["id"]).exists()
        present = measure._frozen_config() if measure else {}
        names = {"name": None, "code": None}
        return present | names == config | names


def _parts(measure):
    """Yield the measures that a frozen measure is made of, those that read records."""
    parts = [measure.get(name) for name in ("numerator", "denominator", "base")]
    if not any(parts):
        yield measure
    for part in filter(None, parts):
        yield from _parts(part)

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_cells import to_choice
from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from .crm_loyalty_survey import PLACES


class CrmLoyaltyImport(models.Model):
    """Answers of a loyalty survey from a file, of customers by name or of unknown people."""

    _name = "crm.loyalty.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Loyalty Answers"
    _check_company_auto = True

    _import_model = "crm.loyalty.answer"

    survey_id = fields.Many2one(
        "crm.loyalty.survey",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('state', '=', 'draft'), ('method', '=', 'answers'), ('company_id', '=', company_id)]",
    )

    def write(self, vals):
        if "survey_id" in vals:
            self._import_refuse_change()
        return super().write(vals)

    def _import_check_rights(self):
        self.survey_id._check_manager()
        self.survey_id._check_unfinished()

    def _import_columns(self):
        known = self._import_rungs()
        return [
            ImportColumn("external_id", self.env._("External ID"), required=True),
            *self._import_customer_columns(),
            ImportColumn(
                "rung",
                self.env._("Highest Rung"),
                required=True,
                convert=to_choice(known),
                help=", ".join(label for _key, label in known),
            ),
            ImportColumn("day", self.env._("Asked on"), type="date"),
            ImportColumn("comment", self.env._("Comment")),
        ]

    @api.model
    def _import_rungs(self):
        return self.env["crm.loyalty.answer"]._fields["rung"].get_description(self.env, ["selection"])["selection"]

    def _import_cell_error(self, column, cell):
        if column.name == "rung":
            known = ", ".join(label for _key, label in self._import_rungs())
            return self.env._("“%(value)s” is no rung; there are: %(known)s.", value=cell, known=known)
        return super()._import_cell_error(column, cell)

    def _import_links(self):
        return {"partner_id": "integer"}

    def _import_check(self, stage):
        self.env["crm.loyalty.answer"].flush_model()
        self._import_find_customer(stage, required=False)
        text = self.env._("This customer is in the row %(row)s already.", row="{first}")
        stage.fail_repeated(["partner_id"], text)
        mine = SQL("a.company_id = %s AND a.source = %s AND a.external_id = s.external_id", self.company_id.id, self.source)
        stage.fail(
            SQL("EXISTS (SELECT FROM crm_loyalty_answer a WHERE %s AND a.survey_id <> %s)", mine, self.survey_id.id),
            self.env._("The answer %(id)s belongs to another survey.", id="{id}"),
            id="external_id",
        )
        stage.fail(
            SQL(
                "EXISTS (SELECT FROM crm_loyalty_answer a WHERE a.survey_id = %s AND a.partner_id = s.partner_id AND NOT (%s))",
                self.survey_id.id,
                mine,
            ),
            self.env._("This customer has answered in this survey already."),
        )

    def _import_values(self):
        places = SQL(" ").join(SQL("WHEN %s THEN %s", rung, place) for rung, place in PLACES.items())
        return {
            "survey_id": SQL("%s", self.survey_id.id),
            "partner_id": SQL("s.partner_id"),
            "rung": SQL("s.rung"),
            "place": SQL("CASE s.rung %s ELSE 0 END", places),
            "date": SQL("coalesce(s.day, %s)", self.survey_id.date),
            "comment": SQL("s.comment"),
        }

    def _import_step_finish(self, cursor):
        result = super()._import_step_finish(cursor)
        self.env["crm.loyalty.answer"].invalidate_model()
        self.survey_id.invalidate_recordset(["answer_ids"])
        # sudo: figures that follow from the answers
        self.survey_id.sudo().modified(["answer_ids"])
        return result

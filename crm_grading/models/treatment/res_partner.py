from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.constants import PREFETCH_MAX

from ..foundation.readers import READERS

OWN_TERMS_WRITERS = "sales_team.group_sale_manager,crm_grading.group_grading_manager"
FIGURES = ("grading_grade_id", "grading_score", "grading_ranked", "grading_badge")


class ResPartner(models.Model):
    """The customer's grade with the current company; a contact shows that of its customer."""

    _inherit = "res.partner"

    grading_grade_id = fields.Many2one(
        "crm.grading.grade",
        string="Grade",
        compute="_compute_grading",
        search="_search_grading_grade_id",
        groups=READERS,
        help="Grade of the customer in the grading scheme of the current company, as last published, overridden or vetoed.",
    )
    grading_score = fields.Float(
        string="Grade Score",
        digits=(16, 4),
        compute="_compute_grading",
        search="_search_grading_score",
        aggregator="avg",
        groups=READERS,
        help="Points of the customer in the last published grading, 0 to 100.",
    )
    grading_ranked = fields.Boolean(
        string="Ranked", compute="_compute_grading", groups=READERS, help="Others have no score: new customers, for example."
    )
    grading_badge = fields.Json(
        compute="_compute_grading", groups=READERS, help="Everything the form shows about the grade, read by one query."
    )
    grading_own_terms = fields.Boolean(
        string="Terms Agreed Individually",
        company_dependent=True,
        tracking=True,
        groups="base.group_user",
        help="Payment term and pricelist of this customer are its own, whatever its grade. Priority still follows the grade.",
    )

    # -- figures --------------------------------------------------------------------------------------------------

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "lang")
    def _compute_grading(self):
        """Fill all of them from one query, straight into the cache: made for long lists."""
        rows = self._grading_figures()
        figures = [rows.get(partner.commercial_partner_id._origin.id, {}) for partner in self.sudo()]
        fill = {
            "grading_grade_id": [row.get("grade_id") for row in figures],
            "grading_score": [row.get("score") or 0.0 for row in figures],
            "grading_ranked": [bool(row.get("rank")) for row in figures],
            "grading_badge": [self._prepare_grading_badge(row) if row else None for row in figures],
        }
        for name, values in fill.items():
            self._fields[name]._insert_cache(self, values)

    def fetch(self, field_names=None):
        """Odoo computes a thousand records at a time; the grades of a longer list come from one query all the same."""
        result = super().fetch(field_names)
        if len(self) > PREFETCH_MAX and not set(FIGURES).isdisjoint(field_names or ()):
            self._compute_grading()
        return result

    def _grading_figures(self):
        """Return `crm.grading.standing._figures` of the partners' customers with the current company."""
        # Who may see a contact or make a document for it need not see the customer's record.
        customers = [partner.commercial_partner_id._origin.id for partner in self.sudo()]
        owners = self.browse(filter(None, dict.fromkeys(customers)))
        return self.env["crm.grading.standing"]._figures(owners, self.env.company)

    @api.model
    def _prepare_grading_badge(self, row):
        """Return what the form shows of a row of figures.

        :return: grade (id, code, name, color; None when not rated), computed (code, when another one), score, status, source,
            reason (of a grade that is not the computed one), movement, rank, size, date, scheme (id, name), run (id, name,
            date_to; may be None), result_id, own_terms, policy (see `_prepare_policy`)
        :rtype: dict
        """
        grade = {name: row[f"grade_{name}"] for name in ("id", "code", "name", "color")} if row["grade_id"] else None
        run = row["run_id"] and {
            "id": row["run_id"],
            "name": row["run_name"],
            "date_to": fields.Date.to_string(row["run_date_to"]),
        }
        return {
            "grade": grade,
            "computed": row["computed_code"] if row["computed_code"] != row["grade_code"] else None,
            "score": row["score"] if row["rank"] else None,
            "status": row["status"],
            "source": row["source"],
            "reason": row["final_reason"],
            "movement": row["movement"],
            "rank": row["rank"],
            "size": row["size"],
            "date": fields.Date.to_string(row["date"]),
            "scheme": {"id": row["scheme_id"], "name": row["scheme_name"]},
            "run": run or None,
            "result_id": row["result_id"],
            "own_terms": bool(row["own_terms"]),
            "policy": self._prepare_policy(row),
        }

    # -- individually agreed terms --------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # A client gives a value by a `default_...` key of the context, too, or by a default of the user's own.
        name = "grading_own_terms"
        freed = self.default_get([name]).get(name) and not self._fields[name].get_company_dependent_fallback(self)
        partners = super().create(vals_list)
        for partner, vals in zip(partners, vals_list, strict=True):
            if vals.get(name, freed):
                partner._check_own_terms_writer()
        return partners

    def write(self, vals):
        if "grading_own_terms" in vals and any(
            partner.grading_own_terms != bool(vals["grading_own_terms"]) for partner in self
        ):
            self._check_own_terms_writer()
        return super().write(vals)

    def _check_own_terms_writer(self):
        """Refuse to free a customer from the terms of its grade, unless a sales or grading manager does.

        :raise AccessError: the user is neither
        """
        if not self.env.su and not self.env.user.has_groups(OWN_TERMS_WRITERS):
            raise AccessError(
                self.env._(
                    "Only a sales or grading manager can agree individual terms with %(customer)s, ask one of them.",
                    customer=self[:1].display_name,
                )
            )

    # -- decisions ------------------------------------------------------------------------------------------------

    def _log_grading(self, body):
        """Write a decision about the customer's grade, by the user, into its chatter."""
        # sudo: managers and customers need not have rights to change the customer
        self.sudo().message_post(body=body, author_id=self.env.user.partner_id.id)

    @api.model
    def _forget_grading(self):
        """Drop what is known of grades and what follows from them: standings were written by SQL."""
        self.env["res.partner"].invalidate_model([*FIGURES, "property_product_pricelist"], flush=False)

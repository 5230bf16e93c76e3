from odoo import api, fields, models

from ..foundation.readers import READERS


class ResPartner(models.Model):
    """What the customer gets because of its grade."""

    _inherit = "res.partner"

    grading_treatment = fields.Text(
        string="Treatment by Grade",
        compute="_compute_grading_treatment",
        groups=READERS,
        help="What the customer gets because of its grade, one line each, and why.",
    )

    def _service_policy(self):
        """Return what the grade with the current company gives the partners' customers, for their next documents.

        One query; works for whoever makes the document, also a portal or public user.

        :return: {partner id: {field of `crm.grading.grade._service_policy_fields`: value}}; relations as ids, values that the
            grade leaves open and terms that the customer has agreed individually are missing
        :rtype: dict[int, dict]
        """
        rows = self._grading_figures()
        result = {}
        for partner in self.sudo():
            row = rows.get(partner.commercial_partner_id._origin.id)
            result[partner.id] = {
                entry["field"]: entry["value"]
                for entry in (self._prepare_policy(row) if row else ())
                if entry["value"] and not entry["own"]
            }
        return result

    @api.model
    def _prepare_policy(self, row):
        """Return the policy of a row of `crm.grading.standing._figures`.

        :return: for each policy field a dict: field, label, value (id or plain, False when the grade leaves it open), name
            (text), own (whether the customer's own agreement holds instead)
        :rtype: list[dict]
        """
        grades = self.env["crm.grading.grade"]
        own_fields = grades._own_terms_fields() if row["own_terms"] else ()
        entries = []
        for name in grades._service_policy_fields():
            field = grades._fields[name]
            entries.append(
                {
                    "field": name,
                    "label": field.get_description(self.env, ["string"])["string"],
                    "value": row[name] or False,
                    "name": self._get_policy_name(field, row),
                    "own": name in own_fields,
                }
            )
        return entries

    @api.model
    def _get_policy_name(self, field, row):
        value = row[field.name]
        if not value:
            return ""
        if field.type == "many2one":
            return row[f"{field.name}__name"]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return str(value)

    @api.depends("grading_badge")
    @api.depends_context("company", "lang")
    def _compute_grading_treatment(self):
        for partner in self:
            badge = partner.grading_badge
            partner.grading_treatment = badge and "\n".join(
                [self._get_treatment_reason(badge), *map(self._get_policy_line, badge["policy"])]
            )

    @api.model
    def _get_policy_line(self, entry):
        if entry["own"]:
            value = self.env._("as agreed with the customer")
        else:
            value = entry["name"] or self.env._("the customer's own setting")
        return self.env._("%(label)s: %(value)s", label=entry["label"], value=value)

    @api.model
    def _get_treatment_reason(self, badge):
        """Return in a sentence by what and since when the customer has its grade."""
        sources = dict(self.env["crm.grading.standing"]._fields["source"]._description_selection(self.env))
        values = {
            "grade": badge["grade"]["code"] if badge["grade"] else self.env._("Not rated"),
            "scheme": badge["scheme"]["name"],
            "run": (badge["run"] or {}).get("name") or "",
            "date": self._format_grading_date(badge["date"]),
            "origin": sources.get(badge["source"], ""),
        }
        if badge["source"] == "run" and values["run"]:
            return self.env._("Grade %(grade)s of %(run)s, since %(date)s.", **values)
        return self.env._("Grade %(grade)s of %(scheme)s (%(origin)s), since %(date)s.", **values)

    @api.model
    def _format_grading_date(self, value):
        """Format a date as the language of the context does; `format_date` would read the company's partner for it."""
        day = fields.Date.to_date(value)
        return day.strftime(self.env["res.lang"]._get_data(code=self.env.lang or "en_US").date_format) if day else ""

from odoo import api, models
from odoo.fields import Domain

TOP = 10


class CrmCreditProvision(models.Model):
    """Overdue customers, ageing and provision of the dashboard; see `crm.credit.kpi.dashboard_data`."""

    _inherit = "crm.credit.provision"

    @api.model
    def _dashboard_parts(self, domain, months):
        month = months[-1] if months else False
        own = domain & Domain("month", "=", month)
        rows = [
            {
                "bucket": self._bucket_label(first, last),
                "days_from": first,
                "amount": amount,
                "rate": rate,
                "provision": provision,
            }
            for first, last, rate, amount, provision in self._read_group(
                own, ["days_from", "days_to", "rate"], ["receivable:sum", "provision:sum"], order="days_from"
            )
        ]
        total = sum(row["amount"] for row in rows)
        by_month = dict(self._read_group(domain & Domain("month", "in", months), ["month:month"], ["provision:sum"]))
        series = self.env["crm.credit.kpi"]._series([by_month.get(day, 0.0) for day in months])
        return {
            "overdue_customers": self._dashboard_overdue(own),
            "ageing": [
                {
                    "bucket": row["bucket"],
                    "days_from": row["days_from"],
                    "amount": row["amount"],
                    "share": 100 * row["amount"] / total if total else None,
                }
                for row in rows
            ],
            "provision": {"amount": series.pop("current") or 0.0, **series, "rows": rows},
        }

    @api.model
    def _dashboard_overdue(self, domain):
        """Return the customers that are overdue with most, after their credits."""
        late = domain & Domain("days_overdue", ">", 0)
        [(total,)] = self._read_group(late, [], ["receivable:sum"])
        groups = self._read_group(
            late,
            ["partner_id"],
            ["receivable:sum", "days_overdue:max", "class_id:recordset", "user_id:recordset"],
            order="receivable:sum desc, partner_id",
            limit=TOP,
        )
        return [
            {
                "partner_id": partner.id,
                "name": partner.display_name,
                "overdue": amount,
                "share": 100 * amount / total if total else None,
                "days": days,
                "class": classes[:1].code or "",
                "user": ", ".join(users.mapped("name")),
            }
            for partner, amount, days, classes, users in groups
        ]

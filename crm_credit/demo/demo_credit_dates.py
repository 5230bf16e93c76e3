from odoo import models
from odoo.tools import SQL


class CrmDemoCompany(models.AbstractModel):
    """Puts what the demo has just done on the days when it would have been done."""

    _inherit = "crm.demo.company"

    def _shift_back(self, records, days, *columns):
        """Move moments of records, and of their histories, so many days back.

        :param columns: stored date or datetime columns besides the date of creation
        """
        if not records or not days:
            return
        self.env.flush_all()
        names = ("create_date", *columns)
        moved = SQL(", ").join(SQL("%(name)s = %(name)s - %(days)s * interval '1 day'", name=SQL.identifier(name), days=days)
                               for name in names)  # fmt: skip
        self.env.cr.execute(SQL("UPDATE %s SET %s WHERE id = ANY(%s)", SQL.identifier(records._table), moved, list(records.ids)))
        self.env.cr.execute(
            SQL(
                """UPDATE mail_message SET date = date - %(days)s * interval '1 day',
                          create_date = create_date - %(days)s * interval '1 day'
                    WHERE model = %(model)s AND res_id = ANY(%(ids)s)""",
                days=days,
                model=records._name,
                ids=list(records.ids),
            )
        )
        self.env.invalidate_all()

    def _date_application(self, application, ago):
        """The request, its assessment, the approvals and the change of the limit belong to the same days."""
        application = application.sudo()
        changes = self.env["crm.credit.limit.change"].search([("application_id", "=", application.id)])
        columns = ("requested_on", "decided_on", "assessed_on", "scored_on")
        self._shift_back(application, ago, *columns)
        self._shift_back(application.approval_ids, ago, "date")
        self._shift_back(changes, ago, "date")

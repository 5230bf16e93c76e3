from odoo import api, models
from odoo.tools import SQL

# Of the same matter stays what has gone furthest, then the older one.
NOTICE_ORDER = SQL("array_position(ARRAY['sent', 'due', 'needless'], state::text), id")
FEEDBACK_ORDER = SQL("state <> 'answered', id")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Owners who are merged: told once of a recall, asked once about a vehicle, one test drive at a time.

    Odoo would delete all such rows of the one that goes as soon as two of them meet.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        both = src_partners | dst_partner
        self._join_vehicle_rows("crm.recall.notice", ("line_id",), NOTICE_ORDER, both)
        self._join_vehicle_rows("crm.auto.feedback", ("stage", "vehicle_id"), FEEDBACK_ORDER, both, SQL("job_id IS NULL"))
        self._join_test_drives(both)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _join_vehicle_rows(self, model, key, order, partners, condition=None):
        """Let one row of these partners for each key stay; what the others say is kept in its chatter.

        :param SQL order: the first one stays
        """
        self.env.flush_all()
        # sudo: of all stations
        rows = self.env[model].sudo()
        found = self.env.execute_query(
            SQL(
                "SELECT array_agg(id ORDER BY %s) FROM %s WHERE partner_id = ANY(%s) AND %s GROUP BY %s HAVING count(*) > 1",
                order,
                SQL.identifier(rows._table),
                partners.ids,
                condition or SQL("TRUE"),
                SQL(", ").join(map(SQL.identifier, key)),
            )
        )
        for ((kept, *dropped),) in found:
            rows.browse(kept)._absorb(rows.browse(dropped))
            self.env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(rows._table), dropped))
        rows.invalidate_model(flush=False)

    @api.model
    def _join_test_drives(self, partners):
        """Nobody drives two vehicles at a time: call off what is planned meanwhile."""
        # sudo: of all stations
        drives = self.env["crm.test.drive"].sudo()
        taken = drives.browse()
        domain = [("partner_id", "in", partners.ids), ("state", "in", ("planned", "out"))]
        for drive in drives.search(domain, order="state, planned_start, id"):
            meets = taken.filtered(
                lambda other, drive=drive: other.planned_start < drive.planned_end and drive.planned_start < other.planned_end
            )
            if meets and drive.state == "planned":
                drive._transition("cancel")
            else:
                taken |= drive
        self.env.flush_all()

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_text, check_one

GUARDED = ("number_id", "service_id", "date_from", "date_to", "deposit", "deposit_received_on", "deposit_note")


class CrmTelecomNumberAssignment(models.Model):
    """Who has or had a number from when to when. Written by the steps of numbers, never deleted."""

    _name = "crm.telecom.number.assignment"
    _description = "Assignment of a Telephone Number"
    _inherit = ["crm.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "number_id"

    number_id = fields.Many2one("crm.telecom.number", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="number_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="subscription_id.currency_id")
    service_id = fields.Many2one("crm.telecom.service", required=True, readonly=True, index=True, ondelete="restrict")
    subscription_id = fields.Many2one(related="service_id.subscription_id", store=True, index=True)
    partner_id = fields.Many2one(related="subscription_id.partner_id", string="Customer")
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", readonly=True, help="The day as of which it was theirs no more. Empty: it still is.")
    deposit = fields.Monetary(readonly=True, help="That the grade of the number asked for.")
    deposit_received_on = fields.Date(readonly=True)
    deposit_note = fields.Char(string="Receipt", readonly=True)

    _live_uniq = models.UniqueIndex("(number_id) WHERE date_to IS NULL", "Somebody else has this number: choose another one.")
    _service_uniq = models.UniqueIndex("(service_id) WHERE date_to IS NULL", "The service has a number already.")
    _by_number = models.Index("(number_id, date_from)")
    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "An assignment ends after it begins.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(GUARDED, False)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Who had a number is kept."))

    # -- for the steps of numbers --------------------------------------------------------------------------------------

    @api.model
    def _begin_assignments(self, numbers):
        """Write down that numbers belong to their services as of their last step."""
        self.env.flush_all()
        rows = [
            {
                "number_id": number.id,
                "service_id": number.service_id.id,
                "date_from": number.state_since,
                "deposit": number.grade_id.deposit if number.last_event_id.verb == "assign" else 0,
            }
            for number in numbers.sudo()
        ]
        for row in self._guarded_create(rows):
            row.service_id._guarded_write({"number_id": row.number_id.id})
            row.subscription_id._commit_for_number(row.number_id, row.date_from)

    @api.model
    def _end_assignments(self, numbers):
        """Write down that numbers have left their services as of their last step."""
        for row in self.search([("number_id", "in", numbers.ids), ("date_to", "=", False)]):
            row._guarded_write({"date_to": row.number_id.state_since})
            if row.service_id.number_id == row.number_id:
                row.service_id._guarded_write({"number_id": False})
        self.env.flush_all()

    @api.model
    def _holders_query(self):
        """Return SQL for who had which number when: company_id, e164, subscription_id, service_id, date_from, date_to.

        ``date_to`` is the first day on which it was theirs no more, NULL while it is.
        """
        self.flush_model()
        self.env["crm.telecom.number"].flush_model(["e164"])
        return SQL(
            "SELECT a.company_id, n.e164, a.subscription_id, a.service_id, a.date_from, a.date_to"
            " FROM crm_telecom_number_assignment a JOIN crm_telecom_number n ON n.id = a.number_id"
        )

    # -- the deposit ---------------------------------------------------------------------------------------------------

    def action_deposit_received(self, note=False):
        """The deposit that the number's grade asks for has been paid; for telecom agents.

        :param str note: number of the receipt
        :raise AccessError: the user is no telecom agent
        :raise UserError: there is none to be paid
        """
        check_one(self)
        self.check_access("read")
        self.number_id._check_telecom_agent()
        if not self.deposit or self.deposit_received_on or self.date_to:
            raise UserError(self.env._("There is no deposit to be received for %(number)s.", number=self.number_id.e164))
        # sudo: agents write assignments by this alone
        self.sudo()._guarded_write(
            {
                "deposit_received_on": self.company_id.sudo()._business_today(),
                "deposit_note": as_text(self.env, note).strip() or False,
            }
        )
        return True

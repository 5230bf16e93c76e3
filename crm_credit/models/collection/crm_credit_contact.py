from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .crm_credit_case import ACTIONS, RESULTS

CHANNELS = [("phone", "Phone"), ("email", "E-mail"), ("visit", "Visit"), ("message", "Message"), ("letter", "Letter")]


class CrmCreditContact(models.Model):
    """A contact with a customer about what it owes; a log, so it is written once."""

    _name = "crm.credit.contact"
    _description = "Collection Contact"
    _order = "date desc, id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one("crm.credit.case", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    result = fields.Selection(RESULTS, required=True)
    note = fields.Text()
    next_action = fields.Selection(ACTIONS)
    next_date = fields.Date()
    activity_id = fields.Many2one(
        "mail.activity",
        string="Settles",
        compute="_compute_activity_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        domain="[('res_model', '=', 'crm.credit.case'), ('res_id', '=', case_id), ('automated', '=', True)]",
        help="The call that was to be made and is done with this contact: by default the oldest one that you are to make.",
    )

    @api.depends("case_id")
    def _compute_activity_id(self):
        for contact in self:
            calls = contact.case_id.activity_ids.filtered(
                lambda activity: activity.automated and activity.user_id == self.env.user
            )
            contact.activity_id = calls.sorted(lambda call: (call.date_deadline, call.id))[:1]

    @api.constrains("activity_id", "case_id")
    def _check_activity(self):
        for contact in self:
            # sudo: whose call it is may be hidden from the user, whether it is one of the case must be known
            call = contact.sudo().activity_id
            if call and (call.res_model, call.res_id) != (contact.case_id._name, contact.case_id.id):
                raise ValidationError(
                    self.env._(
                        "“%(call)s” is no call to %(customer)s: choose one of its case.",
                        call=call.display_name,
                        customer=contact.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Log contacts, as oneself, and move the cases on to what comes next.

        :raise AccessError: the user may not see a case
        """
        contacts = super().create([vals | {"user_id": self.env.uid} for vals in vals_list])
        for contact in contacts.sorted("date"):
            contact.case_id.check_access("read")
            contact._move_case_on()
        return contacts

    def write(self, vals):
        """:raise AccessError: always, a log is not rewritten"""
        if not self.env.su:
            raise AccessError(self.env._("A logged contact can't be changed: log another one."))
        return super().write(vals)

    def _move_case_on(self):
        """Salespeople log contacts and can't write cases: sudo on these fields of a case that they may read."""
        case = self.case_id.sudo()
        vals = {"last_date": self.date.date(), "last_result": self.result}
        if self.next_action or self.next_date:
            vals |= {"next_action": self.next_action, "next_date": self.next_date}
        case._guarded_write(vals)
        # The other calls of the case stay: each has a reason of its own.
        self.sudo().activity_id.filtered("active").action_feedback(feedback=self.note or False)

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

CHANNELS = [("email", "E-mail"), ("sms", "SMS"), ("phone", "Phone"), ("post", "Post")]
PURPOSES = [("marketing", "Marketing"), ("service", "Service"), ("survey", "Survey")]


class CrmContactConsent(models.Model):
    """What a person or company said about being contacted. Append-only: the latest word on a channel and purpose counts.

    It is given to a company (root of a branch tree). A contact who said nothing is held to what its company said.
    """

    _name = "crm.contact.consent"
    _inherit = ["crm.credit.root.mixin", "crm.guarded.mixin"]
    _description = "Consent to be Contacted"
    _order = "time desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Contact", required=True, ondelete="restrict")
    channel = fields.Selection(CHANNELS, required=True)
    purpose = fields.Selection(PURPOSES, required=True)
    answer = fields.Selection([("given", "Given"), ("withdrawn", "Withdrawn")], required=True, default="given")
    time = fields.Datetime(required=True, default=fields.Datetime.now, help="When it was said.")
    source = fields.Char(required=True, help="Where it was said: a form, the portal, a call.")
    evidence = fields.Text(help="The words that were agreed to, the number of the form, who took the call.")

    _latest_idx = models.Index("(partner_id, channel, purpose, company_id, time DESC, id DESC)")

    @api.constrains("time")
    def _check_time(self):
        for consent in self:
            if consent.time > fields.Datetime.add(fields.Datetime.now(), minutes=5):
                raise ValidationError(self.env._("What %(partner)s says lies in the future.", partner=consent.partner_id.name))

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: a consent is written down by somebody who does not look after the customer"""
        now = fields.Datetime.now()
        for vals in vals_list:
            # Clocks differ by minutes: what was said just now is no later word than what is said next.
            time = fields.Datetime.to_datetime(vals.get("time"))
            if time and now < time <= fields.Datetime.add(now, minutes=5):
                vals["time"] = now
        consents = super().create(vals_list)
        consents.partner_id.check_access("read")
        consents.filtered(lambda consent: consent.answer == "given")._check_giver()
        return consents

    def _check_giver(self):
        """Anybody takes down a withdrawal; that customers agree is for those who look after them."""
        customers = self.partner_id.commercial_partner_id
        if others := customers - self.env["crm.customer.view"]._view_open_to_user(customers):
            raise AccessError(
                self.env._(
                    "%(customer)s is somebody else's customer: a consent is written down by who looks after it.",
                    customer=others[0].display_name,
                )
            )

    def write(self, vals):
        """:raise UserError: always: what was said stays on record"""
        if vals:
            raise UserError(self.env._("What was said stays on record: write down the new word as another entry."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was said stays on record: write down the new word as another entry."))

    @api.model
    def _latest(self, partners, channel, purpose):
        """Return {id of the partner: "given" or "withdrawn"}: the latest word of each to the current company."""
        self.flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (partner_id) partner_id, answer FROM crm_contact_consent
                     WHERE partner_id = ANY(%s) AND channel = %s AND purpose = %s AND company_id = %s
                     ORDER BY partner_id, time DESC, id DESC
                    """,
                    list(partners.ids),
                    channel,
                    purpose,
                    self.env.company.sudo().root_id.id,
                )
            )
        )

    @api.model
    def _latest_of_addresses(self, field, addresses, channel, purpose):
        """Return {address: answer}: the latest word of all contacts, also archived ones, who have an address.

        :param str field: of res.partner, email_normalized or phone_sanitized
        :param list addresses: values of the field
        """
        self.flush_model()
        self.env["res.partner"].flush_model([field])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (%(address)s) %(address)s, consent.answer
                      FROM crm_contact_consent consent JOIN res_partner partner ON partner.id = consent.partner_id
                     WHERE %(address)s = ANY(%(addresses)s) AND consent.channel = %(channel)s AND consent.purpose = %(purpose)s
                       AND consent.company_id = %(company)s
                     ORDER BY %(address)s, consent.time DESC, consent.id DESC
                    """,
                    address=SQL.identifier("partner", field),
                    addresses=addresses,
                    channel=channel,
                    purpose=purpose,
                    company=self.env.company.sudo().root_id.id,
                )
            )
        )

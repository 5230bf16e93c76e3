from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmTelecomUsage(models.Model):
    """What a subscription was used for once: a call, messages, data. Sent by the network's systems, never written by hand.

    There are millions of them: no chatter, few indexes, no columns of who wrote them.
    """

    _name = "crm.telecom.usage"
    _inherit = ["crm.append.only.mixin", "crm.telecom.intake.mixin"]
    _description = "Telecom Usage"
    _order = "id desc"
    _rec_name = "external_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    source = fields.Char(required=True, readonly=True, help="The system that it comes from.")
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    payload_hash = fields.Char(readonly=True)
    revision = fields.Integer(readonly=True, aggregator=None, help="How often its source has sent other content, and one.")
    subscription_id = fields.Many2one("crm.telecom.subscription", required=True, readonly=True, ondelete="restrict")
    account_id = fields.Many2one(related="subscription_id.account_id")
    partner_id = fields.Many2one(related="subscription_id.partner_id", string="Subscriber")
    number = fields.Char(required=True, readonly=True, help="The number or name that the source gave.")
    start_time = fields.Datetime(string="Start", required=True, readonly=True)
    hour = fields.Integer(string="Hour of the Day", readonly=True, aggregator=None, help="0 to 23, in the company's time zone.")
    peak = fields.Boolean(string="Peak Time", readonly=True, help="It began in the peak hours of the settings.")
    kind = fields.Selection("_selection_kind", required=True, readonly=True)
    minutes = fields.Float(readonly=True, digits=(16, 2))
    megabytes = fields.Float(string="MB", readonly=True, digits=(16, 3))
    quantity = fields.Integer(string="Count", readonly=True, help="Messages, films, pieces.")
    amount = fields.Float(readonly=True, digits=(16, 4), help="What it costs, in the currency of the account.")
    state = fields.Selection("_selection_state", required=True, readonly=True)
    bill_id = fields.Many2one("crm.telecom.bill", readonly=True, index="btree_not_null", ondelete="restrict")
    recorded_on = fields.Datetime(readonly=True)
    revision_ids = fields.One2many("crm.telecom.revision", "res_id", string="Former Contents", readonly=True)

    _external_uniq = models.UniqueIndex("(company_id, source, external_id)", "Usage of a source is recorded once for a company.")
    _of_subscription = models.Index("(subscription_id, start_time)")
    _by_time = models.Index("USING brin (start_time)")

    @api.model
    def _selection_kind(self):
        return self.env["crm.telecom.service"]._selection_kind()

    @api.model
    def _selection_state(self):
        labels = {
            "received": self.env._("Received"),
            "rejected": self.env._("Rejected"),
            "recycled": self.env._("Recycled"),
            "guided": self.env._("Guided"),
            "rated": self.env._("Rated"),
            "rerated": self.env._("Rated Again"),
            "billed": self.env._("Billed"),
        }
        return list(labels.items())

    @api.model
    def record_usage(self, entries, source):
        """Record up to 5,000 usage entries of the current company; the same entry twice is recorded once.

        Made for Odoo's JSON-2 API with an API key. An entry is a dict: ``external_id``, ``number`` (the number that was used, or
        name or external ID of the subscription), ``start`` (ISO; without a distance from UTC in the company's time zone) and
        ``kind`` (voice, sms, data, broadband, tv, value_added) are needed; ``minutes``, ``megabytes``, ``quantity``, ``amount``
        (in the account's currency) and ``state`` are not. Another content of an entry on record is a revision, refused once it
        is billed. Good entries are recorded even when others are bad.

        :param list entries: the entries
        :param str source: the system that they come from; external ids are unique in it
        :return: {"new", "changed", "same": counts, "errors": [{"index", "external_id", "message"}]}
        :raise AccessError: the user is no telecom manager
        :raise UserError: the call as a whole makes no sense
        """
        return self._intake_entries(entries, source)

    # -- nobody writes it ----------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused for everybody.

        :raise AccessError: always
        """
        raise AccessError(self.env._("Usage comes from the systems of the network: import it."))

    @api.model
    def _why_unchanged(self):
        return self.env._("Usage stays as its source sent it: import it again with other content.")

    @api.model
    def _why_kept(self):
        return self.env._("Usage is kept.")

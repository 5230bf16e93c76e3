from odoo import api, fields, models
from odoo.exceptions import UserError

UNANSWERED = ("waiting", "sent")


class CrmTelecomProvisioning(models.Model):
    """A message to the network system: what it has to do with a subscription.

    Put in the transaction of the step that it is about, and sent after it, in order for each subscription. Its key stays the
    same however often it is sent, so that the network does it once. Written by the server alone, never deleted.
    """

    _name = "crm.telecom.provisioning"
    _description = "Telecom Network Message"
    _inherit = ["crm.guarded.mixin"]
    _order = "id desc"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True, help="Unique; the network does what it says once.")
    event_id = fields.Many2one("crm.telecom.event", string="Step", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    subscription_id = fields.Many2one("crm.telecom.subscription", required=True, readonly=True, ondelete="restrict")
    account_id = fields.Many2one(related="subscription_id.account_id")
    command = fields.Selection("_selection_command", required=True, readonly=True)
    suspension = fields.Selection("_selection_suspension", readonly=True, help="How far it is suspended when this is done.")
    number = fields.Char(readonly=True, index="trigram", help="By which the network knows it.")
    payload = fields.Json(string="Message", readonly=True, help="What is sent.")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("acknowledged", "Acknowledged"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    refused = fields.Boolean(readonly=True, help="The network has said that it will not do it.")
    attempts = fields.Integer(readonly=True, aggregator=None)
    next_attempt_on = fields.Datetime(string="Next Attempt", readonly=True)
    sent_on = fields.Datetime(string="Last Sent", readonly=True)
    answered_on = fields.Datetime(string="Answered", readonly=True)
    message = fields.Char(string="Answer", readonly=True)
    problem = fields.Char(readonly=True, help="Why the subscription could not follow the answer.")

    _key_uniq = models.UniqueIndex("(key)", "A step is told to the network once.")
    _in_order = models.Index("(subscription_id, id)")
    _due_idx = models.Index("(company_id, next_attempt_on) WHERE state IN ('waiting', 'sent')")

    @api.model
    def _selection_command(self):
        """What networks are told to do. Extend by super."""
        labels = {
            "activate": self.env._("Activate"),
            "suspend_one_way": self.env._("Suspend One-way"),
            "suspend_two_way": self.env._("Suspend Two-way"),
            "ease": self.env._("Ease to One-way"),
            "resume": self.env._("Resume"),
            "terminate": self.env._("Terminate"),
            "modify": self.env._("Change Services"),
            "change_number": self.env._("Change the Number"),
        }
        return list(labels.items())

    @api.model
    def _selection_suspension(self):
        return self.env["crm.telecom.suspension"]._selection_level()

    @api.model
    def _guarded_fields(self):
        free = {"id", "create_uid", "create_date", "write_uid", "write_date"}
        own = {name: False for name, field in self._fields.items() if field.store and name not in free}
        return super()._guarded_fields() | own | {"state": "waiting"}

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Messages to the network are kept: cancel those that are not to be sent."))

    # -- putting -------------------------------------------------------------------------------------------------------

    @api.model
    def _put(self, subscription, command, event, day=None):
        """Put a message for a step into the queue; the caller holds the lock of the subscription.

        :param subscription: crm.telecom.subscription
        :param str command: what the network has to do
        :param event: crm.telecom.event, the step; its number is the key, so a step is told once
        :param datetime day: not before, at once by default
        :return: the message; empty if the company has no network system, or if the step has been told already
        """
        network = self.env["crm.telecom.network"]._of_companies(subscription.company_id).get(subscription.company_id.id)
        # sudo: messages are written by the server alone
        queue = self.sudo()
        if not network or queue.search_count([("key", "=", str(event.id))], limit=1):
            return queue.browse()
        values = {
            "key": str(event.id),
            "event_id": event.id,
            "company_id": subscription.company_id.id,
            "subscription_id": subscription.id,
            "command": command,
            "suspension": subscription.suspension,
            "number": subscription._network_number(),
            "payload": subscription._network_payload(command)
            | {"key": str(event.id), "effective_date": fields.Date.to_string(event.effective_date)},
            "next_attempt_on": day or fields.Datetime.now(),
            "state": "waiting",
        }
        message = queue._guarded_create([values])
        if network.kind == "manual" and not day:
            message._sent_once(fields.Datetime.now())
            message._conclude(*network._send_manual(values["payload"], 1))
        else:
            self.env.ref("crm_industry.ir_cron_telecom_provisioning").sudo()._trigger(day)
        return message

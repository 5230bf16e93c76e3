from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

from .crm_vehicle import MANAGER, STATION_USER

TEMPLATE = "crm_industry.mail_template_recall"
GUARDED = ("line_id", "partner_id", "state", "channel", "sent_on", "user_id")


class CrmRecallNotice(models.Model):
    """An owner who has to be told of a recall, and how and when it was done. A new owner gets a notice of their own."""

    _name = "crm.recall.notice"
    _description = "Notice of a Recall"
    _inherit = ["crm.guarded.mixin", "mail.thread"]
    _order = "state, id"
    _rec_name = "line_id"

    line_id = fields.Many2one(
        "crm.recall.vehicle", string="Recalled Vehicle", required=True, readonly=True, index=True, ondelete="cascade"
    )
    recall_id = fields.Many2one(related="line_id.recall_id", store=True, index=True)
    vehicle_id = fields.Many2one(related="line_id.vehicle_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Vehicle Owner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    state = fields.Selection("_selection_state", required=True, readonly=True, default="due", index=True)
    channel = CheckedSelection("_selection_channel", readonly=True)
    sent_on = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="restrict")

    _owner_uniq = models.UniqueIndex("(line_id, partner_id)", "The owner is told once.")

    @api.model
    def _selection_state(self):
        labels = {"due": self.env._("To Be Sent"), "sent": self.env._("Sent"), "needless": self.env._("No longer needed")}
        return list(labels.items())

    @api.model
    def _selection_channel(self):
        """How owners are told. Extend by super."""
        labels = {
            "mail": self.env._("Mail"),
            "letter": self.env._("Postal Letter"),
            "call": self.env._("Call"),
            "sms": self.env._("SMS"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(GUARDED, False) | {"state": "due"}

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Notices of recalls are kept."))

    @api.model
    def _note(self, lines):
        """Note whom to tell of what is open: the present owners, each once; notices to former owners are no longer needed."""
        if not lines:
            return
        self.flush_model()
        self.env["crm.recall.vehicle"].flush_model()
        owners = self.env["crm.vehicle.party"]._owners_query()
        names = {"ids": lines.ids, "owners": owners, "uid": self.env.uid, "now": fields.Datetime.now()}
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_recall_notice n SET state = 'needless' FROM crm_recall_vehicle l
                 WHERE n.line_id = l.id AND l.id = ANY(%(ids)s) AND n.state = 'due' AND (l.state <> 'open' OR NOT EXISTS (
                       SELECT FROM (%(owners)s) o WHERE o.vehicle_id = l.vehicle_id AND o.partner_id = n.partner_id))
                """,
                **names,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_recall_notice (line_id, recall_id, vehicle_id, partner_id, state,
                                               create_uid, create_date, write_uid, write_date)
                SELECT l.id, l.recall_id, l.vehicle_id, o.partner_id, 'due', %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM crm_recall_vehicle l JOIN (%(owners)s) o ON o.vehicle_id = l.vehicle_id
                 WHERE l.id = ANY(%(ids)s) AND l.state = 'open' ORDER BY l.id
                ON CONFLICT (line_id, partner_id) DO UPDATE SET state = 'due' WHERE crm_recall_notice.state = 'needless'
                """,
                **names,
            )
        )
        self.invalidate_model()

    def _absorb(self, others):
        """Keep in the chatter what is known of notices to partners who are merged with this one.

        :param others: crm.recall.notice, which vanish
        """
        states = dict(self._selection_state())
        for other in others:
            names = {"owner": other.partner_id.display_name, "state": states[other.state]}
            self._message_log(body=self.env._("Formerly to %(owner)s as well: %(state)s.", **names))

    # -- telling them --------------------------------------------------------------------------------------------------

    def _check_due(self, group):
        check_ids(self)
        self.check_access("read")
        if not self.env.user.has_group(group):
            raise AccessError(self.env._("You may not tell owners of recalls."))
        if over := self.filtered(lambda notice: notice.state != "due"):
            raise UserError(self.env._("%(owner)s has been told, or need not be.", owner=over[0].partner_id.display_name))

    def _sent(self, channel):
        # sudo: notices are written by this alone
        values = {"state": "sent", "channel": channel, "sent_on": fields.Datetime.now(), "user_id": self.env.uid}
        self.sudo()._guarded_write(values)

    def action_send_mails(self):
        """Send the mail to the owners who have an address; for managers of the trade. The others are to be called or written to.

        :raise AccessError: the user is none
        :raise UserError: one has been told already, or nobody has an address
        """
        self = self | self.browse()
        self._check_due(MANAGER)
        reached = self.filtered("email")
        if not reached:
            raise UserError(self.env._("None of them has a mail address: call them, or write a letter."))
        # sudo: people of the trade don't see templates
        self.env.ref(TEMPLATE).sudo().send_mail_batch(reached.ids)
        reached._sent("mail")
        return True

    def action_called(self):
        """The owner was told by telephone; for people of stations.

        :raise AccessError: the user is none
        :raise UserError: the owner has been told already
        """
        self._check_due(STATION_USER)
        self._sent("call")
        return True

    def action_letter(self):
        """A letter was sent to the owner; for people of stations.

        :raise AccessError: the user is none
        :raise UserError: the owner has been told already
        """
        self._check_due(STATION_USER)
        self._sent("letter")
        return True

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .res_partner_relation import RELATION_READERS


class ResPartner(models.Model):
    """How often the company and a contact talk, and how often leads with the contact are won. A customer sums its contacts up."""

    _inherit = "res.partner"

    contact_last_interaction = fields.Datetime(
        string="Last Interaction", compute="_compute_contact_interactions", groups=RELATION_READERS
    )
    contact_interaction_count = fields.Integer(
        string="Interactions (12 Months)",
        compute="_compute_contact_interactions",
        groups=RELATION_READERS,
        help="Messages from and to the contact, meetings and recorded touchpoints.",
    )
    contact_leads_won = fields.Integer(string="Leads Won", compute="_compute_contact_leads", groups=RELATION_READERS)
    contact_leads_lost = fields.Integer(string="Leads Lost", compute="_compute_contact_leads", groups=RELATION_READERS)
    contact_win_rate = fields.Float(
        string="Win Rate",
        compute="_compute_contact_leads",
        groups=RELATION_READERS,
        help="Leads won out of those won or lost, as far as the user sees them. Empty: none is decided yet.",
    )

    @api.depends("commercial_partner_id")
    def _compute_contact_interactions(self):
        found = self._summary_interactions()
        for partner in self:
            last, count = found.get(partner._origin.id, (False, 0))
            partner.contact_last_interaction = last
            partner.contact_interaction_count = count

    def _summary_interactions(self):
        """Return {id: (moment of the last interaction, number in twelve months)} of contacts that the user may read.

        :raise AccessError: the user may not read one of them
        """
        partners = self._origin
        partners.check_access("read")
        if not partners.ids:
            return {}
        since = fields.Datetime.now() - relativedelta(months=12)
        for model, names in self._interaction_reads().items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """
                WITH contact (owner, id) AS (
                    SELECT id, id FROM unnest(%(ids)s) AS id
                    UNION
                    SELECT commercial_partner_id, id FROM res_partner WHERE commercial_partner_id = ANY(%(ids)s)
                )
                SELECT owner, max(time), count(DISTINCT key) FILTER (WHERE time >= %(since)s)
                  FROM (%(sources)s) interaction WHERE time <= %(now)s GROUP BY owner
                """,
                ids=list(partners.ids),
                since=since,
                now=fields.Datetime.now(),
                sources=SQL(" UNION ALL ").join(self._interaction_sources()),
            )
        )
        return {owner: (last, count) for owner, last, count in rows}

    @api.model
    def _interaction_sources(self):
        """SELECTs of (owner, time in UTC, key) over ``contact (owner, id)``; extend by super to count other documents."""
        return [
            SQL(
                "SELECT contact.owner, message.date AS time, 'message' || message.id AS key FROM contact"
                " JOIN mail_message message ON message.author_id = contact.id"
                " WHERE message.message_type IN ('email', 'comment')"
            ),
            SQL(
                "SELECT contact.owner, message.date, 'message' || message.id FROM contact"
                " JOIN mail_notification notice ON notice.res_partner_id = contact.id"
                " AND notice.notification_type IN ('email', 'sms')"
                " JOIN mail_message message ON message.id = notice.mail_message_id"
                " WHERE message.message_type IN ('email', 'comment', 'email_outgoing', 'sms')"
            ),
            SQL(
                "SELECT contact.owner, meeting.start, 'meeting' || meeting.id FROM contact"
                " JOIN calendar_event_res_partner_rel guest ON guest.res_partner_id = contact.id"
                " JOIN calendar_event meeting ON meeting.id = guest.calendar_event_id WHERE meeting.active"
            ),
            SQL(
                "SELECT contact.owner, touch.time, 'touchpoint' || touch.id FROM contact"
                " JOIN crm_touchpoint touch ON coalesce(touch.contact_id, touch.partner_id) = contact.id WHERE %s",
                self.env["crm.touchpoint"]._counting("touch"),
            ),
        ]

    @api.model
    def _interaction_reads(self):
        """The models and fields that `_interaction_sources` reads, to be flushed before; extend by super."""
        return {
            "res.partner": ["commercial_partner_id"],
            "mail.message": ["author_id", "date", "message_type"],
            "mail.notification": ["res_partner_id", "mail_message_id", "notification_type"],
            "calendar.event": ["start", "active", "partner_ids"],
            "crm.touchpoint": ["partner_id", "contact_id", "time", "void", "corrects_id"],
        }

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "company")
    def _compute_contact_leads(self):
        """Leads that the user may see, archived ones (lost) included."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        decided = [("won_status", "in", ("won", "lost"))]
        own = leads._read_group([("partner_id", "in", self.ids), *decided], ["partner_id", "won_status"], ["__count"])
        customers = self.filtered(lambda partner: partner == partner.commercial_partner_id)
        domain = [("partner_id.commercial_partner_id", "in", customers.ids), *decided]
        totals = {}
        for partner, status, count in own:
            totals[partner.id, status] = count
        for customer_id in customers._origin.ids:
            totals.pop((customer_id, "won"), None)
            totals.pop((customer_id, "lost"), None)
        for partner, status, count in leads._read_group(domain, ["partner_id", "won_status"], ["__count"]):
            key = partner.commercial_partner_id.id, status
            totals[key] = totals.get(key, 0) + count
        for partner in self:
            won, lost = (totals.get((partner._origin.id, status), 0) for status in ("won", "lost"))
            partner.contact_leads_won = won
            partner.contact_leads_lost = lost
            partner.contact_win_rate = won / (won + lost) if won + lost else 0

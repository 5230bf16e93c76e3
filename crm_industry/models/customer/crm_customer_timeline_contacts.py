from odoo import api, models
from odoo.tools import SQL


class CrmCustomerTimeline(models.AbstractModel):
    """Contacts with a customer: touchpoints, collection calls, mails, done activities, meetings and opportunities."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _timeline_kinds(self):
        return super()._timeline_kinds() | {
            "call": {"label": self.env._("Calls"), "icon": "fa-phone"},
            "mail": {"label": self.env._("Mails"), "icon": "fa-envelope-o"},
            "visit": {"label": self.env._("Visits"), "icon": "fa-map-marker"},
            "contact": {"label": self.env._("Other Contacts"), "icon": "fa-comments-o"},
            "meeting": {"label": self.env._("Meetings"), "icon": "fa-calendar"},
            "activity": {"label": self.env._("Done Activities"), "icon": "fa-check-circle-o"},
            "lead": {"label": self.env._("Opportunities"), "icon": "fa-star-o"},
        }

    @api.model
    def _timeline_statuses(self):
        return super()._timeline_statuses() | {
            "crm.touchpoint": ("crm.touchpoint", "result"),
            "crm.credit.case": ("crm.credit.contact", "result"),
        }

    @api.model
    def _timeline_sources(self, scope):
        return super()._timeline_sources(scope) | {
            "touchpoint": self._timeline_touchpoints(scope),
            "collection": self._timeline_collection(scope),
            "meeting": self._timeline_meetings(scope),
            "lead": self._timeline_leads(scope),
        }

    @api.model
    def _timeline_contact_kind(self, channel):
        """SQL: the kind of a contact by its channel."""
        return SQL(
            "CASE %s WHEN 'phone' THEN 'call' WHEN 'email' THEN 'mail' WHEN 'visit' THEN 'visit' ELSE 'contact' END", channel
        )

    @api.model
    def _timeline_touchpoints(self, scope):
        """Touchpoints that count."""
        return self._timeline_select(
            {
                "time": SQL("touchpoint.time"),
                "key": SQL("touchpoint.id"),
                "kind": self._timeline_contact_kind(SQL("touchpoint.channel")),
                "model": SQL("'crm.touchpoint'"),
                "res_id": SQL("touchpoint.id"),
                "title": SQL("touchpoint.subject"),
                "status": SQL("touchpoint.result"),
                "user_id": SQL("touchpoint.user_id"),
                "contact_id": SQL("touchpoint.contact_id"),
                "direction": SQL("touchpoint.direction"),
            },
            SQL(
                "FROM crm_touchpoint touchpoint WHERE touchpoint.partner_id = %s AND %s AND %s",
                scope.customer.id,
                scope.chosen(SQL("touchpoint.company_id")),
                self.env["crm.touchpoint"]._counting("touchpoint"),
            ),
        )

    @api.model
    def _timeline_collection(self, scope):
        """Contacts about overdue money; their case opens."""
        return self._timeline_select(
            {
                "time": SQL("contact.date"),
                "key": SQL("contact.id"),
                "kind": self._timeline_contact_kind(SQL("contact.channel")),
                "model": SQL("'crm.credit.case'"),
                "res_id": SQL("contact.case_id"),
                "title": SQL("%s::text", self.env._("About payment")),
                "status": SQL("contact.result"),
                "user_id": SQL("contact.user_id"),
                "direction": SQL("'out'"),
            },
            SQL(
                "FROM crm_credit_contact contact WHERE contact.partner_id = %s AND %s",
                scope.customer.id,
                scope.of_branches(SQL("contact.company_id")),
            ),
        )

    @api.model
    def _timeline_meetings(self, scope):
        """Meetings that the customer is invited to; private ones of others have no name."""
        return self._timeline_select(
            {
                "time": SQL("event.start"),
                "key": SQL("event.id"),
                "kind": SQL("'meeting'"),
                "model": SQL("'calendar.event'"),
                "res_id": SQL("event.id"),
                "title": self._timeline_meeting_name(scope),
                "user_id": SQL("event.user_id"),
                "whole_day": SQL("event.allday"),
            },
            SQL(
                """
                FROM calendar_event event LEFT JOIN res_users_settings settings ON settings.user_id = event.user_id
               WHERE event.active AND event.id IN (
                     SELECT rel.calendar_event_id FROM calendar_event_res_partner_rel rel WHERE %s)
                """,
                scope.theirs(SQL("rel.res_partner_id")),
            ),
        )

    @api.model
    def _timeline_meeting_name(self, scope):
        """SQL: the name of a meeting for whoever may know it."""
        return SQL(
            """
            CASE WHEN coalesce(event.privacy, settings.calendar_default_privacy) IS DISTINCT FROM 'private'
                   OR event.user_id = %s
                   OR EXISTS (SELECT FROM calendar_event_res_partner_rel own
                               JOIN res_users reader ON reader.partner_id = own.res_partner_id
                               WHERE own.calendar_event_id = event.id AND reader.id = %s)
                 THEN event.name ELSE %s END
            """,
            scope.user.id,
            scope.user.id,
            self.env._("Private meeting"),
        )

    @api.model
    def _timeline_leads(self, scope):
        return self._timeline_select(
            {
                "time": SQL("lead.create_date"),
                "key": SQL("lead.id"),
                "kind": SQL("'lead'"),
                "model": SQL("'crm.lead'"),
                "res_id": SQL("lead.id"),
                "title": SQL("lead.name"),
                "amount": SQL("nullif(lead.expected_revenue, 0)"),
                "currency_id": SQL("coalesce(company.currency_id, %s)", scope.company.currency_id.id),
                "user_id": SQL("lead.user_id"),
                "contact_id": SQL("nullif(lead.partner_id, %s)", scope.customer.id),
            },
            SQL(
                "FROM crm_lead lead LEFT JOIN res_company company ON company.id = lead.company_id"
                " WHERE %s AND (lead.company_id IS NULL OR %s)",
                scope.theirs(SQL("lead.partner_id")),
                scope.chosen(SQL("lead.company_id")),
            ),
        )

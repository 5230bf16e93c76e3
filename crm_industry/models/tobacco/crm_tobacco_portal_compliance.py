from odoo import api, models
from odoo.tools import plaintext2html

from ...tools.mail_text import LONGEST_TEXT

SHOWN = 100
# Reports that nobody has confirmed are hints to inspectors: retailers don't see them.
CONFIRMED = [("confirmed_on", "!=", False)]


class CrmTobaccoPortal(models.AbstractModel):
    """What inspectors have recorded about a retailer, on its portal, and its appeals against it."""

    _inherit = "crm.tobacco.portal"

    @api.model
    def _home_page(self):
        """:return: as super; compliance (points, class, penalties), open_events (heads of those that may be appealed against)"""
        page = super()._home_page()
        retailer = self._own_retailer()
        events = [self._event_head(event) for event in self._events(retailer, [("state", "=", "confirmed")])]
        return page | {
            "compliance": self._compliance_figures(retailer),
            "open_events": [event for event in events if event["may_appeal"]],
        }

    @api.model
    def _compliance_page(self):
        """Points and class of the retailer, and its events, the latest first.

        :return: dict of retailer (head), compliance (points, class, penalties), events (heads)
        :raise AccessError: the user is no retailer
        """
        retailer = self._own_retailer()
        return {
            "retailer": self._retailer_head(retailer),
            "compliance": self._compliance_figures(retailer),
            "events": [self._event_head(event) for event in self._events(retailer)],
        }

    @api.model
    def _compliance_figures(self, retailer):
        return {
            "points": retailer.compliance_score,
            "class": retailer.compliance_class_id.code,
            "penalties": retailer.compliance_penalties,
        }

    @api.model
    def _events(self, retailer, domain=()):
        # sudo: portal users have no right to events in any other way
        events = self.env["crm.tobacco.compliance.event"].sudo()
        return events.search([("retailer_id", "=", retailer.id), *CONFIRMED, *domain], limit=SHOWN)

    @api.model
    def _event_head(self, event):
        last = event._appeal_last_day()
        return {
            "id": event.id,
            "date": event.date,
            "offence": event.deduction_id.name,
            "points": event.points,
            "state": event.state,
            "state_label": self._label(event, "state"),
            "confirmed_on": event.confirmed_on,
            "appeal_until": last,
            "may_appeal": event.state == "confirmed" and event._transition_today() <= last,
        }

    @api.model
    def _event_page(self, event_id):
        """One event: what was seen, what proves it, and what has become of it. Who reported and decided is not told.

        :return: its head; description, evidence, steps (date, text, reason)
        :raise AccessError: it is not the retailer's, or nobody has confirmed it
        """
        event = self._own_event(event_id)
        steps = event.step_ids.filtered(lambda step: step.verb != "create")
        return self._event_head(event) | {
            "description": event.description,
            "evidence": event.evidence,
            "steps": self._step_rows(event, steps),
        }

    @api.model
    def _own_event(self, event_id):
        """:raise AccessError: it is not the retailer's, or nobody has confirmed it"""
        return self._own_record("crm.tobacco.compliance.event", event_id, CONFIRMED)

    @api.model
    def _appeal_event(self, event_id, values, files):
        """Appeal against an event of the own shop.

        :param dict values: texts of the form: text
        :param list files: (name, content) of attachments
        :raise AccessError: it is not the retailer's, or nobody has confirmed it
        :raise UserError: it is decided already, its last day is over, or something is missing or too long
        """
        event = self._own_event(event_id)
        portal = self.env["crm.complaint.portal"]
        text = portal._text(values.get("text"), LONGEST_TEXT, self.env._("Please tell us why it is not right."))
        portal._check_files(files)
        event._appeal(text)
        event.message_post(
            body=plaintext2html(text),
            attachments=files,
            author_id=self.env.user.sudo().partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_text

from ...tools.storable_text import storable
from .crm_serial_event import LONGEST

MOST_EVENTS = 5000


class CrmSerialEvent(models.Model):
    """Events sent by other systems."""

    _name = "crm.serial.event"
    _inherit = ["crm.serial.event", "crm.recorded.mixin"]

    _recorded_content = ("code", "kind", "dealer_id", "reporter_id", "region_id", "event_time", "note")
    # The serial number may become known later.
    _recorded_besides = ("lot_id",)

    @api.model
    def record_events(self, events, source):
        """Record up to 5,000 events of the current company; the same event twice is recorded once.

        Made for Odoo's JSON-2 API. An event is a dict: ``external_id``, ``code``, ``kind`` (receipt, activation, scan,
        stock_check or after_sales) and ``time`` (ISO; without a distance from UTC in the company's time zone) are needed;
        ``dealer`` and ``reporter`` (reference of the partner), ``region`` (its code), ``product`` (internal reference, where
        several products share serial numbers) and ``note`` are not. Good events are recorded even when others are bad.

        :param list events: the events
        :param str source: the system that they come from; external ids are unique in it
        :return: {"new": count, "same": count, "errors": [{"index", "external_id", "message"}]}
        :raise AccessError: the user may not record events
        :raise UserError: the call as a whole makes no sense
        """
        self.check_access("create")
        source = storable(as_text(self.env, source))
        if not 0 < len(source) <= LONGEST:
            raise UserError(self.env._("Name the source of the events, in %(count)s letters at most.", count=LONGEST))
        if not isinstance(events, list) or len(events) > MOST_EVENTS:
            raise UserError(self.env._("Give a list of %(count)s events at most.", count=MOST_EVENTS))
        company = self.env.company.root_id
        book = self._record_book(company, [event for event in events if isinstance(event, dict)])
        return self._record_entries(events, source, company, lambda event: self._record_values(event, book))

    @api.model
    def _record_book(self, company, events):
        """Look up what the events name, a query each."""

        def texts(*names):
            return self._recorded_texts(events, *names)

        partners = self.env["res.partner"].search([("ref", "in", list(texts("dealer", "reporter")))])
        regions = self.env["crm.region"].search([("code", "in", list(texts("region")))])
        return self._recorded_clock(company) | {
            "kinds": dict(self._selection_kind()),
            "lots": self._lots_by_code(company, texts("code")),
            "partners": partners.grouped("ref"),
            "regions": regions.grouped("code"),
        }

    @api.model
    def _record_values(self, event, book):
        """Return the columns of an event.

        :raise UserError: what is wrong with it
        """
        if not isinstance(event, dict):
            raise UserError(self.env._("An event is an object with names and values."))
        names = ("external_id", "code", "kind", "dealer", "reporter", "region", "product", "note")
        given = {name: storable(as_text(self.env, event.get(name))) for name in names}
        if missing := [name for name in ("external_id", "code", "kind") if not given[name]]:
            raise UserError(self.env._("%(names)s is missing.", names=", ".join(missing)))
        if long := [name for name in names[:2] if len(given[name]) > LONGEST]:
            raise UserError(self.env._("%(names)s has more than %(count)s letters.", names=", ".join(long), count=LONGEST))
        if given["kind"] not in book["kinds"]:
            raise UserError(self.env._("“%(kind)s” is no kind of event.", kind=given["kind"]))
        lots = book["lots"].get(given["code"], self.env["stock.lot"])
        dealer = self._record_partner(given["dealer"], book)
        return {
            "external_id": given["external_id"],
            "code": given["code"],
            "kind": given["kind"],
            "lot_id": self._only_lot(given["code"], lots, given["product"]).id or None,
            "dealer_id": dealer.id or None,
            "reporter_id": self._record_partner(given["reporter"], book).id or None,
            "region_id": (self._record_region(given["region"], book) or dealer.channel_region_id).id or None,
            "event_time": self._recorded_time(event.get("time"), book),
            "note": given["note"] or None,
        }

    @api.model
    def _record_partner(self, ref, book):
        found = book["partners"].get(ref, self.env["res.partner"]).commercial_partner_id
        if ref and len(found) != 1:
            raise UserError(self.env._("No partner, or several, have the reference “%(ref)s”.", ref=ref))
        return found

    @api.model
    def _record_region(self, code, book):
        found = book["regions"].get(code, self.env["crm.region"])
        if code and len(found) != 1:
            raise UserError(self.env._("No region, or several, have the code “%(code)s”.", code=code))
        return found

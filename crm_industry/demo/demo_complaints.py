from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

HISTORY = 28
DAYS = 330
# category, root cause, subject
MATTERS = (
    ("damaged", "packing", "外箱破损,内装物漏液"),
    ("damaged", "carrier", "运输途中摔坏"),
    ("quality", "material", "使用两周后出现开裂"),
    ("wrong", "picking", "少发一件"),
    ("late", "carrier", "比约定晚到四天"),
    ("service", "promise", "答应回电却没有回"),
)
SCORES = (5, 4, 5, 3, 4, 5, 4, 4)
# Every so many complaints the customer was not satisfied at first.
UNSATISFIED = 7
# Hours after the receipt at which things happened in a round; slower in every fifth case.
HOURS = {
    "accepted": 1,
    "replied": 2,
    "proposed": 5,
    "approved": 7,
    "solved": 8,
    "called": 80,
    "denied": 80,
    "confirmed": 80,
    "closed": 80,
    "reopened": 80,
}
SLOW = 5


class CrmDemoCompany(models.AbstractModel):
    """Complaints of the last year, so that the figures of the service show something: closed, with their events set back to the
    days when they would have happened; the clocks follow from these."""

    _inherit = "crm.demo.company"

    def _load_complaint_history(self, world):
        orders = [order.record for order in world.orders if order.fate == "done"]
        if not orders:
            return
        agents = (world.users["service"], world.users["servicemanager"])
        for number in range(HISTORY):
            order = orders[number * 7 % len(orders)]
            complaint = self._past_complaint(world, order, number, agents[number % 3 == 0])
            received = datetime.combine(world.day(DAYS - number * DAYS // HISTORY), time(1 + number % 8))
            self._set_complaint_back(complaint, received, 3 if number % SLOW == SLOW - 1 else 1)
        self._hold_mails()
        self._progress("complaints of the last year: %s", HISTORY)

    def _past_complaint(self, world, order, number, agent):
        """Take a complaint down and bring it to its end."""
        category, cause, subject = MATTERS[number % len(MATTERS)]
        line = order.order_line.filtered(lambda each: each.product_id.type == "consu")[:1]
        values = {
            "subject": subject,
            "partner_id": order.partner_id.commercial_partner_id.id,
            "company_id": world.company.id,
            "channel": ("phone", "email", "portal", "visit")[number % 4],
            "category_id": self.env.ref(f"crm_industry.complaint_category_{category}").id,
            "cause_id": self.env.ref(f"crm_industry.complaint_cause_{cause}").id,
            "line_ids": [Command.create({"product_id": line.product_id.id, "quantity": 1})] if line else [],
        }
        complaint = self.env["crm.complaint"].with_user(agent).create(values)
        complaint.action_accept()
        complaint.action_note_reply()
        if number % UNSATISFIED == UNSATISFIED - 1:
            self._settle_complaint(world, complaint, 2, "问题还没有解决")
        self._settle_complaint(world, complaint, SCORES[number % len(SCORES)], False)
        return complaint

    def _settle_complaint(self, world, complaint, score, comment):
        """Apologise with a small present, and ask the customer."""
        way = self.env.ref("crm_industry.complaint_resolution_apology")
        resolution = complaint.env["crm.complaint.resolution"].create(
            {"complaint_id": complaint.id, "type_id": way.id, "amount": 20 + 15 * (complaint.id % 9)}
        )
        resolution.action_submit()
        manager = world.users["servicemanager"]
        deciders = (manager if complaint.env.user != manager else self.env.ref("base.user_admin"), world.users["accountant"])
        for decider in deciders:
            if resolution.approval_state == "submitted":
                resolution.with_user(decider).action_approve()
        for apology in complaint.callback_ids.filtered(lambda each: each.kind == "apology" and each.state == "planned"):
            apology.action_log_call("reached")
        callback = complaint.callback_ids.filtered(lambda each: each.kind == "satisfaction" and each.state == "planned")
        callback.action_log_call("reached", received="yes", score=score, comment=comment)

    def _set_complaint_back(self, complaint, received, slowness):
        """Give the events of a complaint the times at which they would have happened."""
        complaint = complaint.sudo()
        self.env.flush_all()
        begin = {1: received}
        rows = []
        for event in complaint.event_ids.sorted("id"):
            moment = begin[event.round if event.kind != "reopened" else event.round - 1]
            moment += timedelta(hours=HOURS.get(event.kind, 0) * slowness)
            if event.kind == "reopened":
                begin[event.round] = moment
            rows.append((event.id, moment))
        self._update_from(SQL("crm_complaint_event AS target SET time = v.b"), rows, ("int4", "timestamp"))
        closed = rows[-1][1]
        self._update_from(
            SQL("crm_complaint AS target SET received_on = v.b, accepted_on = v.b + interval '1 hour', closed_on = v.c"),
            [(complaint.id, received, closed)],
            ("int4", "timestamp", "timestamp"),
        )
        called = [(callback.id, begin[callback.round] + timedelta(hours=HOURS["called"])) for callback in complaint.callback_ids]
        self._update_from(
            SQL("crm_complaint_callback AS target SET answered_on = v.b, due_date = v.b::date, first_called_on = v.b::date"),
            called,
            ("int4", "timestamp"),
        )
        self.env.invalidate_all()
        complaint._recompute_clocks()

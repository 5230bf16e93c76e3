from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo.tests import freeze_time

from .goods_common import GoodsCommon

UTC = ZoneInfo("UTC")
# Thursday, ten in the morning in Shanghai.
THURSDAY = "2026-03-05 02:00:00"


class LoopCommon(GoodsCommon):
    """A company in Shanghai that works from Monday to Friday, 8 to 12 and 13 to 17; its policy asks three working days after
    the delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = "Asia/Shanghai"
        cls.company.complaint_manager_id = cls.service_manager
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Service", "company_id": cls.company.id, "tz": "Asia/Shanghai"}
        )
        cls.policy = cls.env["crm.complaint.policy"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.policy.write({"calendar_id": cls.calendar.id, "callback_days": 3, "reply_hours": 4, "resolution_hours": 24})

    @classmethod
    def ship(cls, at=THURSDAY, **values):
        """A complaint whose replacement has left at a moment (UTC)."""
        with freeze_time(at):
            complaint = cls.leak(**values)
            cls.deliver(cls.transfers(cls.replace(complaint)), cls.keeper)
        return complaint

    @classmethod
    def callback(cls, complaint, kind="satisfaction"):
        """The callback of a kind that is waited for."""
        return complaint.callback_ids.filtered(lambda each: each.kind == kind and each.state in ("planned", "unreached"))

    @classmethod
    def ask(cls, complaint, score=5, received="yes", **answer):
        """Reach the customer and write down what it says."""
        return cls.callback(complaint).action_log_call("reached", received=received, score=score, **answer)

    @classmethod
    def in_vain(cls, complaint, *days):
        """Call without an answer, at ten in the morning of each day."""
        for day in days:
            with freeze_time(f"{day} 02:00:00"):
                cls.callback(complaint).action_log_call("no_answer")

    @staticmethod
    def working_minutes(zone, hours, begin, until=None, minutes=None, pauses=()):
        """Count the working minutes until a moment, or return the moment at which so many have passed.

        :param hours: {weekday: [(from hour, to hour)]} on the wall clock
        """
        now, count = begin, 0
        while now != until:
            wall = now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
            hour = wall.hour + wall.minute / 60
            working = any(first <= hour < last for first, last in hours.get(wall.weekday(), ()))
            if working and not any(first <= now < last for first, last in pauses):
                count += 1
            now += timedelta(minutes=1)
            if minutes is not None and count == minutes:
                return now
        return count

from datetime import date

from .tobacco_common import TobaccoCommon

FIRST, LAST = date(2025, 10, 1), date(2025, 12, 31)


class TobaccoGradeCommon(TobaccoCommon):
    """``retailer`` and four ``others``, rated by both schemes of the trade.

    Five retailers without any business are equal: by the exact rule all of them get the middle grade, C.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        schemes = cls.env["crm.grading.scheme"]
        schemes._add_tobacco_schemes(cls.company)
        domain = [("company_id", "=", cls.company.id), ("code", "in", ("T4V", "BANDS"))]
        by_code = {scheme.code: scheme for scheme in schemes.with_context(active_test=False).search(domain)}
        cls.scheme, cls.bands = by_code["T4V"], by_code["BANDS"]
        cls.others = cls.env["crm.tobacco.retailer"].union(*(cls.make_retailer(f"Shop {n}") for n in range(4)))
        mine = (cls.retailer | cls.others).partner_id
        for scheme in (cls.scheme, cls.bands):
            scheme.write({"coverage": 0.0, "require_business": False, "domain": str([("id", "in", mine.ids)]), "active": True})

    @classmethod
    def publish(cls, scheme, first=FIRST, last=LAST):
        run = (
            cls.env["crm.grading.run"]
            .with_user(cls.grading_manager)
            .create({"scheme_id": scheme.id, "date_from": first, "date_to": last})
        )
        run.action_compute()
        run.action_publish()
        return run

    def confirm(self, points, code="08", retailer=None):
        event = (
            self.env["crm.tobacco.compliance.event"]
            .with_user(self.inspector)
            .create(
                {
                    "retailer_id": (retailer or self.retailer).id,
                    "description": "Seen in the shop",
                    "deduction_id": self.env.ref(f"crm_industry.tobacco_deduction_{code}").id,
                    "points": points,
                    "evidence": "Picture",
                }
            )
        )
        event.action_confirm()
        return event

    def grade(self, retailer=None):
        self.env.invalidate_all()
        return (retailer or self.retailer).grade_id.code

    def revoke(self, event):
        event._appeal("Not me")
        event.with_user(self.second_inspector).action_revoke("True")

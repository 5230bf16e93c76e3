from datetime import date

from .tobacco_common import TobaccoCommon

# The week of `NOON`, 2026-W12.
MONDAY = date(2026, 3, 16)


class SupplyCommon(TobaccoCommon):
    """Ten licensed retailers with a band: two of 30, three of 20, five of 10; ``strong``, ``middle`` and ``weak``.

    Weights 2·30 + 3·20 + 5·10 = 170. A total of 200 is 35.29, 23.53 and 11.76 a retailer: 35, 23 and 11, which leaves 6; the
    largest remainder, of band 10, takes 5 of them, no other fits into the last one. `make_plan` makes a plan of this week.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tobacco_cycle_check = "off"
        cls.env["crm.grading.scheme"]._add_tobacco_schemes(cls.company)
        domain = [("company_id", "=", cls.company.id), ("code", "=", "BANDS")]
        cls.band_scheme = cls.env["crm.grading.scheme"].with_context(active_test=False).search(domain)
        cls.env["crm.grading.standing"].search([("scheme_id", "=", cls.band_scheme.id)]).unlink()
        cls.retailer.active = False
        cls.strong, cls.middle, cls.weak = (cls.make_band(band, number) for band, number in ((30, 2), (20, 3), (10, 5)))
        cls.second_manager = cls.make_user("tobacco_manager_2", "crm_industry.group_tobacco_manager")

    @classmethod
    def make_band(cls, band, number, **values):
        """Make retailers of a band."""
        retailers = cls.env["crm.tobacco.retailer"].union(
            *(cls.make_retailer(f"Shop {band}-{place}", **values) for place in range(number))
        )
        for retailer in retailers:
            cls.set_band(retailer, band)
        return retailers

    @classmethod
    def set_band(cls, retailer, band):
        """Give a retailer a band, as its company publishes it."""
        grade = cls.band_scheme.grade_ids.filtered(lambda grade: grade.code == str(band))
        standings = cls.env["crm.grading.standing"]
        domain = [("scheme_id", "=", cls.band_scheme.id), ("partner_id", "=", retailer.partner_id.id)]
        if standing := standings.search(domain):
            standing.grade_id = grade
            return
        values = {"partner_id": retailer.partner_id.id, "company_id": cls.company.id, "scheme_id": cls.band_scheme.id}
        standings.create(values | {"grade_id": grade.id, "source": "run"})

    @classmethod
    def make_plan(cls, total=200, **values):
        """Make a plan of Golden Leaf with its cells, as the tobacco manager."""
        defaults = {"company_id": cls.company.id, "week": MONDAY, "product_id": cls.cigarette.id, "total": total}
        plan = cls.env["crm.supply.plan"].with_user(cls.tobacco_manager).create(defaults | values)
        plan.action_generate()
        return plan

    @classmethod
    def publish_plan(cls, plan):
        """Submit a plan, have the second manager approve it, and publish it."""
        plan.action_submit()
        plan.with_user(cls.second_manager).action_approve()
        plan.action_publish()
        return plan

    def quantities(self, plan):
        """Return {band: (retailers, units of each)} of cells with retailers."""
        return {cell.band: (cell.retailers, cell.quantity) for cell in plan.quota_ids if cell.retailers}

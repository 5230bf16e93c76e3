from .market_common import MarketCommon


class CompetitorCommon(MarketCommon):
    """Two competitors of the company, one of the other company, and what is said of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        competitors = cls.env["crm.competitor"]
        cls.rival, cls.second = competitors.with_user(cls.marketer).create([{"name": "Rival Tea"}, {"name": "Second Tea"}])
        cls.foreign = competitors.with_user(cls.other_marketer).create({"name": "Foreign Tea"})

    @classmethod
    def report(cls, user=None, **values):
        """Report something, as the salesperson."""
        defaults = {"subject": "Seen at the shop", "competitor_id": cls.rival.id, "observed_on": "2026-03-01"}
        return cls.env["crm.competitor.intelligence"].with_user(user or cls.salesperson).create(defaults | values)

    @classmethod
    def confirmed(cls, **values):
        """Report something and have it confirmed."""
        entry = cls.report(**values)
        entry.with_user(cls.marketer).action_confirm()
        return entry

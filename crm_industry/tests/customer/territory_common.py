from odoo.tests import new_test_user

from ..channel_common import ChannelCommon


class TerritoryCommon(ChannelCommon):
    """The market of `ChannelCommon` with salespeople: ``wang``, ``li`` and ``zhao``; ``sale_manager`` leads them.

    Customers of others in the database are left out by ``region_id`` of the run: `dry_run` looks at ``market`` alone.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wang, cls.li, cls.zhao = (cls.make_seller(name) for name in ("wang", "li", "zhao"))
        cls.sale_manager = cls.make_seller("territory_manager", "sales_team.group_sale_manager,base.group_partner_manager")
        cls.rules = cls.env["crm.territory.rule"]
        cls.company.root_id.business_tz = "UTC"

    @classmethod
    def make_seller(cls, login, groups="sales_team.group_sale_salesman", company=None):
        company = company or cls.company
        user = new_test_user(
            cls.env, login, groups, company_id=company.id, company_ids=[(6, 0, company.ids)], name=login.capitalize()
        )
        user.lang = "en_US"
        return user

    @classmethod
    def rule(cls, user=None, team=None, **conditions):
        """Create a rule; conditions are records, by their names without ``_id``."""
        values = {f"{name}_id": record.id for name, record in conditions.items()}
        return cls.rules.create(
            {"company_id": cls.company.id, "user_id": user and user.id, "team_id": team and team.id} | values
        )

    @classmethod
    def dry_run(cls, **values):
        """Return a run of the market after its dry run, for the sales manager."""
        run = cls.env["crm.territory.run"].with_user(cls.sale_manager).create({"region_id": cls.market.id} | values)
        run.action_compute()
        return run

    def lines(self, run):
        """Return {customer: line} of a run."""
        return {line.partner_id: line for line in run.line_ids}

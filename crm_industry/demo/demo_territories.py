from odoo import models


class CrmDemoCompany(models.AbstractModel):
    """Who looks after whom: rules, a run that was carried out, and a dry run of a new rule."""

    _inherit = "crm.demo.company"

    def _load_territories(self, world):
        categories = {trade: self._ref(f"category_{trade}").id for trade in ("telecom", "tobacco", "auto")}
        key = self.env.ref("crm_industry.customer_type_key")
        self._add_territory(world, "sales", "通信产品客户", categ_id=categories["telecom"], team="telecom")
        self._add_territory(world, "sales2", "卷烟零售客户", categ_id=categories["tobacco"], team="tobacco")
        self._add_territory(world, "sales3", "汽车后市场客户", categ_id=categories["auto"], team="auto")
        self._add_territory(
            world, "salesmanager", "运营商由经理负责", categ_id=categories["telecom"], type_id=key.id, team="telecom"
        )
        done = self._make_territory_run(world)
        done.action_apply()
        parts = world.notes["parts"]
        if parts:
            province = self._province(parts[0].record)
            self._add_territory(
                world, "sales", "汽配客户就近维护", region_id=province.id, categ_id=categories["auto"], team="auto"
            )
        waiting = self._make_territory_run(world)
        self._progress("territories: %s customers changed, %s would be", done.done_count, waiting.change_count)

    def _add_territory(self, world, login, note, team=None, **conditions):
        values = {"user_id": world.users[login].id, "team_id": world.teams[team].id, "note": note}
        return self._as(world, "channel", "crm.territory.rule").create(conditions | values | {"company_id": world.company.id})

    def _make_territory_run(self, world):
        run = self._as(world, "channel", "crm.territory.run").create({"company_id": world.company.id})
        run.action_compute()
        return run

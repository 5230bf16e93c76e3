from odoo import models
from odoo.fields import Command

TAGS = {
    ("telecom", "dealer"): ("Telecom dealer", "通信经销商", 4),
    ("telecom", "shop"): ("Phone shop", "手机零售店", 4),
    ("telecom", "operator"): ("Telecom operator", "电信运营商", 4),
    ("tobacco", "shop"): ("Tobacco retailer", "卷烟零售户", 3),
    ("tobacco", "chain"): ("Convenience chain", "连锁便利店", 3),
    ("auto", "4s"): ("4S store", "汽车4S店", 10),
    ("auto", "parts"): ("Parts dealer", "汽配经销商", 10),
    ("auto", "repair"): ("Repair shop", "汽修店", 10),
    ("office", "dealer"): ("Office goods dealer", "办公用品经销商", 8),
}
EXPORT_TAG = ("Export customer", "出口客户", 5)
TRADES = ("telecom", "tobacco", "auto")


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        industry = [
            {
                "role": "Channel manager",
                "login": "channel",
                "name": "郭志强",
                "groups": ["sales_team.group_sale_salesman_all_leads", "crm_industry.group_channel_manager"],
            },
            {
                "role": "Channel manager (second)",
                "login": "channel2",
                "name": "唐海峰",
                "groups": ["sales_team.group_sale_salesman_all_leads", "crm_industry.group_channel_manager"],
            },
            {"role": "Dealer (portal)", "login": "dealer", "name": "邓志远", "groups": ["base.group_portal"]},
            {
                "role": "Service agent",
                "login": "service",
                "name": "宋雨桐",
                "groups": ["sales_team.group_sale_salesman", "crm_industry.group_service_agent"],
            },
            {
                "role": "Service manager",
                "login": "servicemanager",
                "name": "马俊杰",
                "groups": ["sales_team.group_sale_salesman_all_leads", "crm_industry.group_service_manager"],
            },
        ]
        return users[:-1] + industry + users[-1:]

    def _steps(self):
        steps = super()._steps()
        orders, dates = steps.index(self._load_orders), steps.index(self._load_dates)
        figures = steps.index(self._load_credit_figures)
        market = [self._load_market, self._load_dealers]
        tags = [self._load_trades, self._load_customer_tags]
        until_figures = [*steps[:orders], *market, *steps[orders:dates], *tags, *steps[dates:figures]]
        trades = [*self._telecom_steps(), *self._tobacco_steps(), *self._auto_steps()]
        areas = [*self._channel_steps(), *self._service_steps(), *trades, self._refresh_metrics]
        return [*until_figures, *areas, *steps[figures:]]

    def _refresh_metrics(self, world):
        """The trades have added orders since the figures of the customers were worked out."""
        self.env["crm.customer.refresh"]._for_company(world.company)._begin(now=True)

    def _channel_steps(self):
        """The channel is about orders, deliveries, invoices and grades that are there.

        Credit figures come after it: territories and handovers change who looks after customers, whose limits these show.
        """
        return [
            self._load_agreements,
            self._load_orders_outside,
            self._load_targets,
            self._load_channel_reports,
            self._load_diversion,
            self._load_rebates,
            self._load_aged_stock,
            self._load_prospects,
            self._load_territories,
            self._load_handovers,
            self._load_process_rules,
            self._load_relations,
            self._load_touchpoints,
        ]

    def _service_steps(self):
        """The service is about orders, deliveries and grades that are there."""
        return [self._load_complaint_policies, self._load_complaint_history, self._load_service, self._load_repairs]

    def _as(self, world, login, model):
        """Return a model as a demo user sees it, in Chinese."""
        return self.env[model].with_user(world.users[login]).with_context(lang="zh_CN")

    def _create_named(self, model, name, local_name, values):
        """Create a record with an English and a Chinese name."""
        record = self.env[model].create(dict(values, name=name))
        record.with_context(lang="zh_CN").name = local_name
        return record

    def _load_trades(self, world):
        """Switch the three trades on, as the settings do."""
        self.env["res.config.settings"].create({f"group_trade_{trade}": True for trade in TRADES}).execute()
        self._progress("%s trades switched on", len(TRADES))

    def _load_customer_tags(self, world):
        """Tag each customer with its kind."""
        tags = {}
        for key, (name, local_name, color) in [*TAGS.items(), ("export", EXPORT_TAG)]:
            tags[key] = self.env["res.partner.category"].create({"name": name, "color": color})
            tags[key].with_context(lang="zh_CN").name = local_name
        for customer in world.customers:
            tag = tags.get((customer.trade, customer.kind), tags["export"])
            customer.record.category_id = [Command.link(tag.id)]
        self._progress("%s customer tags", len(tags))

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

COMPANY = {
    "name": "华东商贸有限公司",
    "street": "张杨路 1188 号 华东大厦 16 楼",
    "city": "上海市",
    "zip": "200135",
    "phone": "+86 21 5831 6600",
    "email": "info@example.com",
    "website": "https://www.example.com",
    "vat": "91310115MA1H7ABC1A",
}
TERMS = {"60": ("60 Days", "60 天"), "90": ("90 Days", "90 天")}
CORE_TERMS = {"cash": "immediate", "15": "15days", "30": "30days"}


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_company(self, world):
        """Turn the main company into a Chinese trading company with chart, currencies, terms and pricelists."""
        company = self.env.ref("base.main_company")
        if company._existing_accounting():
            raise UserError(
                self.env._("The demo company needs a new database: %(company)s has accounting entries.", company=company.name)
            )
        world.company = company
        self._load_languages()
        self._load_identity(company)
        self._load_chart(company)
        self._load_currency_rates(world)
        self._load_terms(world)
        self._load_pricelists(world)
        self._remember("company", company)
        self._progress("company %s, chart %s", company.name, company.chart_template)

    def _load_languages(self):
        missing = self.env["res.lang"].with_context(active_test=False).search([("code", "=", "zh_CN"), ("active", "=", False)])
        if missing:
            self.env["base.language.install"].create({"lang_ids": [Command.set(missing.ids)]}).lang_install()
        self.env["res.lang"]._activate_lang("en_US")

    def _load_identity(self, company):
        china = self.env.ref("base.cn")
        shanghai = self.env["res.country.state"].search([("country_id", "=", china.id), ("name", "like", "上海")], limit=1)
        company.partner_id.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
        company.write(dict(COMPANY, country_id=china.id, state_id=shanghai.id, business_tz="Asia/Shanghai"))
        company.resource_calendar_id.tz = "Asia/Shanghai"
        self.env.ref("base.CNY").active = True
        self.env.ref("base.USD").active = True
        company.currency_id = self.env.ref("base.CNY")
        admin = self.env.ref("base.user_admin")
        admin.write({"lang": "en_US", "tz": "Asia/Shanghai"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        warehouse.write({"name": "上海总仓", "code": "SH"})
        # no message to a customer leaves a demonstration
        company.write({"stock_move_email_validation": False, "stock_text_confirmation": False})

    def _load_chart(self, company):
        """Load the Chinese chart when its addon is installed, else keep any; payments post straight to the bank."""
        chart = self.env["account.chart.template"]
        chinese = self.env["ir.module.module"].search_count([("name", "=", "l10n_cn"), ("state", "=", "installed")])
        wanted = "cn" if chinese else company.chart_template or "generic_coa"
        if company.chart_template != wanted:
            chart.try_loading(wanted, company)
            company.currency_id = self.env.ref("base.CNY")
        journal = self._bank_journal(company)
        lines = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
        lines.payment_account_id = journal.default_account_id

    def _bank_journal(self, company):
        return self.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)

    def _load_currency_rates(self, world):
        """Give the US dollar a rate for each month of the last five years, between 6.9 and 7.3 CNY."""
        rng = world.random("rates")
        first = (world.today - relativedelta(months=64)).replace(day=1)
        dollar, rate, values = self.env.ref("base.USD"), 6.95, []
        dollar.rate_ids.filtered(lambda line: line.company_id in (world.company, dollar.env["res.company"])).unlink()
        for month in range(65):
            rate = min(7.3, max(6.9, rate + rng.uniform(-0.06, 0.065)))
            values.append(
                {
                    "name": first + relativedelta(months=month),
                    "currency_id": dollar.id,
                    "company_id": world.company.id,
                    "inverse_company_rate": round(rate, 4),
                }
            )
        self.env["res.currency.rate"].create(values)

    def _load_terms(self, world):
        for code, name in CORE_TERMS.items():
            world.terms[code] = self.env.ref(f"account.account_payment_term_{name}")
        for code, (name, local_name) in TERMS.items():
            line = Command.create({"value": "percent", "value_amount": 100, "nb_days": int(code)})
            term = self.env["account.payment.term"].create({"name": name, "line_ids": [line]})
            term.with_context(lang="zh_CN").name = local_name
            world.terms[code] = term

    def _load_pricelists(self, world):
        """Make three price lists: standard, dealers (8 % off) and export in US dollars."""
        self.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        lists = {
            "standard": ("Standard price", "标准价", "CNY", []),
            "dealer": ("Dealer price", "经销商价", "CNY", [{"compute_price": "percentage", "percent_price": 8}]),
            "export": (
                "Export price (USD)",
                "出口价(美元)",
                "USD",
                [{"compute_price": "percentage", "percent_price": 5}],
            ),
        }
        for sequence, (code, (name, local_name, currency, items)) in enumerate(lists.items(), 1):
            pricelist = self.env["product.pricelist"].create(
                {
                    "name": name,
                    "sequence": sequence,
                    "currency_id": self.env.ref(f"base.{currency}").id,
                    "company_id": world.company.id,
                    "item_ids": [Command.create(item) for item in items],
                }
            )
            pricelist.with_context(lang="zh_CN").name = local_name
            world.pricelists[code] = pricelist

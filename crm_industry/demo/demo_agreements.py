from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command

from odoo.addons.crm_grading.demo.demo_world import DemoOrder

DEPOSIT = 50000
REPORTERS = 3
ENDING = 4
SUSPENDED = "低于指导价倾销,暂停供货,限期整改"


class CrmDemoCompany(models.AbstractModel):
    """Agreements in each state, and orders outside of them."""

    _inherit = "crm.demo.company"

    def _load_company(self, world):
        """Orders of the past are not compared with agreements."""
        result = super()._load_company(world)
        world.company.channel_order_check = "off"
        return result

    def _load_agreements(self, world):
        """The provinces are the distributors', their cities the dealers' below; car parts are more lively."""
        world.notes["agreements"] = {}
        for number, dealer in enumerate(world.notes["mains"]):
            first = world.day(300 - 9 * number)
            last = world.today + timedelta(days=26) if number == ENDING else first + timedelta(days=420)
            lines = self._prepare_telecom_lines(world, self._province(dealer.record))
            reports = {"channel_report_period": "week"} if number < REPORTERS else {}
            agreement = self._draft_agreement(world, dealer, first, last, lines, deposit_amount=DEPOSIT, **reports)
            self._activate_agreement(world, agreement)
            world.notes["agreements"][id(dealer)] = agreement
            if number == ENDING:
                agreement._on_ending()
        for dealer, main in world.notes["subs"]:
            above = world.notes["agreements"][id(main)]
            lines = self._prepare_telecom_lines(world, dealer.record.channel_region_id, exclusive=False)
            agreement = self._draft_agreement(
                world, dealer, max(above.date_from, world.day(190)), above.date_to, lines[:1], parent_agreement_id=above.id
            )
            self._activate_agreement(world, agreement)
        self._load_parts_agreements(world)
        world.company.channel_order_check = "warn"
        states = self.env["crm.dealer.agreement"]._read_group([], ["state"], ["__count"])
        self._progress("agreements: %s", ", ".join(f"{state} {count}" for state, count in states))

    def _prepare_telecom_lines(self, world, region, exclusive=True):
        """Phones of the house brand exclusively, network devices beside others."""
        telecom = self._ref("category_telecom")
        return [
            self._prepare_territory(region, telecom, world.notes["brand_XC"], exclusive),
            self._prepare_territory(region, telecom, world.notes["brand_YH"], False),
        ]

    def _prepare_territory(self, region, category, brand=None, exclusive=False):
        return Command.create(
            {
                "region_ids": [Command.set(region.ids)],
                "categ_ids": [Command.set(category.ids)],
                "brand_ids": [Command.set(brand.ids if brand else [])],
                "exclusive": exclusive,
            }
        )

    def _draft_agreement(self, world, dealer, first, last, lines, **values):
        """The salesperson of the dealer writes it."""
        common = {
            "dealer_id": dealer.record.id,
            "company_id": world.company.id,
            "date_from": first,
            "date_to": last,
            "line_ids": lines,
            "payment_term_id": world.terms[dealer.term].id,
            "pricelist_id": world.pricelists["dealer"].id,
        }
        agreements = self.env["crm.dealer.agreement"].with_user(dealer.record.user_id).with_context(lang="zh_CN")
        return agreements.create(common | values)

    def _activate_agreement(self, world, agreement):
        """The channel manager approves, takes the deposit and puts it in force, all of it when it began."""
        agreement.action_submit()
        manager = agreement.with_user(world.users["channel"])
        manager.action_approve("条款符合渠道政策")
        if agreement.deposit_amount:
            self._as(world, "channel", "crm.dealer.deposit").create(
                {
                    "agreement_id": agreement.id,
                    "amount": agreement.deposit_amount,
                    "day": agreement.date_from,
                    "reason": "银行转账收取保证金",
                }
            )
        manager.action_activate()
        begun = datetime.combine(agreement.date_from, time(2))
        agreement.sudo()._guarded_write({"activated_on": begun})

    def _load_parts_agreements(self, world):
        """One is suspended, one waits for its approval, one is being written."""
        auto = self._ref("category_auto")
        for fate, dealer in zip(("suspended", "submitted", "draft"), world.notes["parts"], strict=False):
            territory = [self._prepare_territory(dealer.record.channel_region_id, auto)]
            first = world.day(240) if fate == "suspended" else world.today + timedelta(days=10)
            agreement = self._draft_agreement(world, dealer, first, first + timedelta(days=364), territory)
            if fate == "suspended":
                self._activate_agreement(world, agreement)
                agreement.with_user(world.users["channel"]).action_suspend(SUSPENDED)
            elif fate == "submitted":
                agreement.action_submit()

    def _load_orders_outside(self, world):
        """Telecom distributors order car goods: one is warned about, one a channel manager allows."""
        for dealer, allowed in zip(world.notes["mains"][2:4], (False, True), strict=False):
            moment = datetime.combine(world.today, time(1, 40))
            order = DemoOrder(dealer, moment, [("QP-DSH", 8), ("TX-X20", 2)], fate="outside")
            order.record = self.env["sale.order"].create(self._prepare_order_values(world, order))
            order.rate = order.record.currency_rate
            if allowed:
                manager = order.record.with_user(world.users["channel"]).with_context(lang="zh_CN")
                manager.action_allow_outside("门店开业促销,一次性放行")
            order.record.with_user(order.record.user_id).with_context(lang="zh_CN").action_confirm()
            order.date = order.record.date_order
            world.orders.append(order)

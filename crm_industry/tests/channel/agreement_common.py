from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from ..channel_common import ChannelCommon

TODAY = date(2026, 3, 10)
NOON = "2026-03-10 04:00:00"


class AgreementCommon(ChannelCommon):
    """Dealers with agreements of the year 2026, on 2026-03-10 in Shanghai; heirs freeze the time at `NOON`.

    ``second_manager`` approves what ``channel_manager`` asks for. ``phone`` (smart phone, brand A), ``printer`` (no brand).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env["base"].with_context(lang="en_US").env
        cls.company.write({"business_tz": "Asia/Shanghai", "channel_order_check": "warn", "channel_deposit_required": False})
        cls.second_manager = new_test_user(
            cls.env,
            "second_channel_manager",
            "sales_team.group_sale_salesman,crm_industry.group_channel_manager",
            company_id=cls.company.id,
        )
        cls.phone = cls.make_product("Phone", cls.smart_phones, cls.brand_a)
        cls.printer = cls.make_product("Printer", cls.printers)

    @classmethod
    def make_agreement(cls, dealer, regions, categs=None, brands=None, exclusive=False, **values):
        """Create a draft with one line."""
        return cls.env["crm.dealer.agreement"].with_user(cls.channel_manager).create(
            {
                "dealer_id": dealer.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "line_ids": [cls.line(regions, categs, brands, exclusive)],
                **values,
            }
        )

    @classmethod
    def line(cls, regions, categs=None, brands=None, exclusive=False):
        """Command of a line."""
        return Command.create(
            {
                "region_ids": regions.ids,
                "categ_ids": categs.ids if categs else [],
                "brand_ids": brands.ids if brands else [],
                "exclusive": exclusive,
            }
        )

    @classmethod
    def approve(cls, agreement):
        """Have it approved by somebody else."""
        agreement.with_user(cls.channel_manager).action_submit()
        agreement.with_user(cls.second_manager).action_approve()
        return agreement

    @classmethod
    def activate(cls, dealer, regions, *args, **values):
        """Create an agreement and put it in force."""
        agreement = cls.approve(cls.make_agreement(dealer, regions, *args, **values))
        agreement.with_user(cls.channel_manager).action_activate()
        return agreement

    def cells(self, agreement):
        """Return {(region, category, brand, first day, last day, exclusive)} of the cells, names in place of records."""
        return {
            (
                cell.region_id.name,
                cell.categ_id.name or "",
                cell.brand_id.name or "",
                cell.date_from,
                cell.date_to,
                cell.exclusive,
            )
            for cell in self.env["crm.dealer.coverage"].search([("agreement_id", "=", agreement.id)])
        }

    def may(self, dealer, product=None, region=None, day=TODAY):
        """Return whether a dealer may sell a product, by default the phone in the east."""
        [answer] = self.env["crm.dealer.coverage"]._may_sell(dealer, product or self.phone, region or self.east, day).values()
        return answer["allowed"]

    @staticmethod
    def days(number):
        return TODAY + timedelta(days=number)

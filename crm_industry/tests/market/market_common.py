from datetime import datetime, timedelta

from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.common import GradingCommon

NOON = datetime(2026, 3, 2, 4, 0)  # noon in China


class MarketCommon(GradingCommon):
    """Customers of a salesperson, and ``marketer`` and ``other_marketer`` of ``other_company``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "crm_industry.group_market_manager"
        (cls.company | cls.other_company).write({"business_tz": "Asia/Shanghai"})
        cls.marketer = new_test_user(cls.env, "marketer", group, company_id=cls.company.id)
        cls.other_marketer = new_test_user(
            cls.env, "other_marketer", group, company_id=cls.other_company.id, company_ids=[(6, 0, cls.other_company.ids)]
        )
        cls.tag = cls.env["res.partner.category"].create({"name": "Market test"})
        cls.goods = cls.env["product.product"].create(
            {"name": "Parcel of Tea", "list_price": 100.0, "standard_price": 60.0, "taxes_id": False, "invoice_policy": "order"}
        )

    @classmethod
    def make_customers(cls, number, **values):
        """Create tagged customers of the salesperson, with an e-mail address."""
        values = {
            "category_id": [(6, 0, cls.tag.ids)],
            "user_id": cls.salesperson.id,
            "country_id": cls.env.ref("base.cn").id,
        } | values
        return cls.env["res.partner"].create(
            [
                dict(
                    values,
                    name=f"Tea House {index}",
                    is_company=True,
                    email=f"tea{index}@example.com",
                    phone=f"+86 139 0000 {index:04}",
                )
                for index in range(number)
            ]
        )

    @classmethod
    def agree(cls, customers, answer="given", channel="email"):
        """Write down what customers said about advertising by a channel."""
        said = {"channel": channel, "purpose": "marketing", "answer": answer, "source": "Form"}
        cls.env["crm.contact.consent"].create([dict(said, partner_id=customer.id) for customer in customers])

    @classmethod
    def make_segment(cls, user=None, **values):
        """Create the segment of the tagged customers, as a marketer."""
        defaults = {
            "name": "Tea houses",
            "company_id": (user or cls.marketer).company_id.id,
            "domain": repr([("category_id", "in", cls.tag.ids)]),
        }
        return cls.env["crm.market.segment"].with_user(user or cls.marketer).create(defaults | values)

    @classmethod
    def make_campaign(cls, **values):
        """Create a campaign that begins today, with a window of 30 days, as the marketer."""
        defaults = {
            "title": "Spring tea",
            "company_id": cls.company.id,
            "market_start": NOON.date(),
            "market_window_days": 30,
            "market_control_share": 20.0,
        }
        if "market_segment_id" not in values:
            defaults["market_segment_id"] = cls.make_segment().id
        return cls.env["utm.campaign"].with_user(cls.marketer).create(defaults | values)

    @classmethod
    def members(cls, campaign, arm):
        """The members of a group, seen with all rights."""
        return campaign.sudo().market_member_ids.filtered(lambda member: member.arm == arm)

    @classmethod
    def sell(cls, customer, quantity, when=None, **values):
        """Confirm an order of the goods, 40.00 of margin a piece at the list price."""
        line = {"product_id": cls.goods.id, "product_uom_qty": quantity, "price_unit": 100.0, "tax_ids": False}
        order = cls.env["sale.order"].create({"partner_id": customer.id, "order_line": [(0, 0, line)]} | values)
        order.action_confirm()
        order.date_order = when or NOON + timedelta(days=1)
        return order

from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.common import GradingCommon


class ChannelCommon(GradingCommon):
    """A market with two dealers, to be used by all areas.

    Regions (areas of the company's own, with no address, so that they don't mix with loaded ones): ``market`` with ``east``
    (``east_city``, ``east_port``) and ``south`` (``south_city``). Brands ``brand_a``, ``brand_b``. Categories ``phones``
    (with ``smart_phones``) and ``printers``. Customers: ``dealer_a`` in ``east``, ``dealer_b`` in ``south``, ``sub_dealer``
    in ``east_city``, ``retailer`` in ``east_city``, all without salesperson. Nobody has a place in the dealer tree yet:
    `place` gives one. Users: ``channel_manager``, ``salesperson`` (own customers), ``other_channel_manager`` of
    ``other_company``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "sales_team.group_sale_salesman,crm_industry.group_channel_manager"
        cls.channel_manager = new_test_user(cls.env, "channel_manager", groups, company_id=cls.company.id)
        cls.other_channel_manager = new_test_user(
            cls.env,
            "other_channel_manager",
            groups,
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.type_dealer = cls.env.ref("crm_industry.customer_type_dealer")
        cls.type_retail = cls.env.ref("crm_industry.customer_type_retail")
        cls.tier_1 = cls.env.ref("crm_industry.dealer_tier_1")
        cls.tier_2 = cls.env.ref("crm_industry.dealer_tier_2")
        cls._make_market()
        cls.dealer_a = cls.make_dealer("Dealer A", cls.east)
        cls.dealer_b = cls.make_dealer("Dealer B", cls.south)
        cls.sub_dealer = cls.make_dealer("Sub-dealer of A", cls.east_city)
        cls.retailer = cls.make_customer(
            "Retailer", channel_type_id=cls.type_retail.id, channel_region_id=cls.east_city.id
        )

    @classmethod
    def _make_market(cls):
        cls.market = cls.make_region("Market")
        cls.east = cls.make_region("East", cls.market)
        cls.east_city = cls.make_region("East City", cls.east)
        cls.east_port = cls.make_region("East Port", cls.east)
        cls.south = cls.make_region("South", cls.market)
        cls.south_city = cls.make_region("South City", cls.south)
        cls.brand_a = cls.env["crm.brand"].create({"name": "Brand A"})
        cls.brand_b = cls.env["crm.brand"].create({"name": "Brand B"})
        categories = cls.env["product.category"]
        cls.phones = categories.create({"name": "Phones"})
        cls.smart_phones = categories.create({"name": "Smart phones", "parent_id": cls.phones.id})
        cls.printers = categories.create({"name": "Printers"})

    @classmethod
    def make_region(cls, name, parent=None, **values):
        """Create a region, by default an area without address."""
        return cls.env["crm.region"].create({"name": name, "parent_id": parent and parent.id} | values)

    @classmethod
    def make_dealer(cls, name, region, **values):
        """Create a dealer that belongs to a region by hand."""
        return cls.make_customer(name, channel_type_id=cls.type_dealer.id, channel_region_id=region.id, **values)

    @classmethod
    def make_product(cls, name, category, brand=None, **values):
        """Create goods kept in stock."""
        defaults = {"name": name, "categ_id": category.id, "channel_brand_id": brand and brand.id, "is_storable": True}
        return cls.env["product.product"].create(defaults | values)

    @classmethod
    def place(cls, dealer, above=None, date_from="2020-01-01", date_to=False, **values):
        """Give a dealer a place in the tree of the company, by default since 2020 and until further notice."""
        defaults = {
            "partner_id": dealer.id,
            "parent_dealer_id": above and above.id,
            "tier_id": (cls.tier_2 if above else cls.tier_1).id,
            "company_id": cls.company.root_id.id,
            "date_from": date_from,
            "date_to": date_to,
        }
        return cls.env["crm.dealer.position"].create(defaults | values)

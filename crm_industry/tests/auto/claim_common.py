from .auto_common import AutoCommon


class ClaimCommon(AutoCommon):
    """A maker with terms: 120 an hour, parts at 110 % of their cost, 30 days; a vehicle under warranty with a fault."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = cls.make_customer("Test Motors Ltd")
        cls.terms = cls.env["crm.warranty.maker"].create(
            {
                "company_id": cls.company.root_id.id,
                "brand_id": cls.brand.id,
                "partner_id": cls.maker.id,
                "currency_id": cls.company.currency_id.id,
                "labour_price": 120,
                "parts_percent": 110,
            }
        )
        cls.filter.standard_price = 30
        cls.model.household = True
        cls.vehicle = cls.make_vehicle(cls.buyer, first_sale_date="2025-06-01", delivery_date="2025-06-01")
        cls.fault = cls.env["crm.service.fault"].create({"code": "T-C", "name": "Leak"})

    @classmethod
    def make_warranty_job(cls, state="done", vehicle=None, **values):
        """A job with a fault under warranty: half an hour (at 80 to a customer) and three filters (at 45)."""
        job = cls.make_job(
            vehicle or cls.vehicle,
            operation_ids=[(6, 0, cls.oil_change.ids)],
            fault_ids=[(0, 0, {"fault_id": cls.fault.id, "outcome": "replaced"})],
            **values,
        )
        job.action_make_order()
        order = job.sale_order_id
        order.order_line = [(0, 0, {"product_id": cls.filter.id, "product_uom_qty": 3})]
        cls.look_over(job)
        job.action_receive()
        job.action_start()
        order.action_confirm()
        for verb in ("finish", "deliver")[: ("done", "delivered").index(state) + 1]:
            getattr(job, f"action_{verb}")()
        return job

    @classmethod
    def make_claim(cls, job=None, state="draft", user=None, **values):
        job = job or cls.make_warranty_job()
        claim = cls.env["crm.warranty.claim"].with_user(user or cls.station_manager).create({"job_id": job.id} | values)
        for verb in ("submit", "approve")[: ("draft", "submitted", "approved").index(state)]:
            getattr(claim, f"action_{verb}")()
        return claim

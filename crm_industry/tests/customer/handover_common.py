from odoo.fields import Command

from .territory_common import TerritoryCommon


class HandoverCommon(TerritoryCommon):
    """``wang`` has ``dealer_a`` with a contact, a lead, a quotation, and activities; he hands over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer_a.user_id = cls.dealer_b.user_id = cls.wang
        cls.buyer = cls.env["res.partner"].create({"name": "Buyer", "parent_id": cls.dealer_a.id})
        cls.lead = cls.env["crm.lead"].create({"name": "Phones", "partner_id": cls.dealer_a.id, "user_id": cls.wang.id})
        cls.order = cls.env["sale.order"].create({"partner_id": cls.dealer_b.id})
        cls.call = cls.dealer_a.activity_schedule("mail.mail_activity_data_call", user_id=cls.wang.id)

    @classmethod
    def handover(cls, *successors, **values):
        """Create a handover of wang, for the sales manager; one successor takes all, several share it out."""
        defaults = {"user_id": cls.wang.id, "company_id": cls.company.id, "successor_id": successors and successors[0].id}
        if len(successors) > 1:
            defaults |= {"mode": "even", "successor_ids": [Command.set([user.id for user in successors])]}
        return cls.env["crm.handover"].with_user(cls.sale_manager).create(defaults | values)

    @classmethod
    def carried_out(cls, *successors, **values):
        handover = cls.handover(*successors, **values)
        handover.action_list()
        handover.action_start()
        return handover

    def item(self, handover, record):
        return handover.item_ids.filtered(lambda item: (item.res_model, item.res_id) == (record._name, record.id))

from .goods_common import GoodsCommon


class MoneyCommon(GoodsCommon):
    """The ten bottles are invoiced: 200 without tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.invoice = cls.invoice_of(cls.order)

    @classmethod
    def invoice_of(cls, orders):
        """Invoice and post what was delivered."""
        invoice = orders._create_invoices()
        invoice.action_post()
        return invoice

    def submit(self, complaint, kind, **values):
        resolution = self.propose(complaint, kind, **values)
        resolution.action_submit()
        return resolution

    def approve(self, resolution):
        """Have whoever has to approve it do so."""
        resolution.with_user(self.service_manager).action_approve()
        if resolution.approval_state == "submitted":
            resolution.with_user(self.finance).action_approve()
        return resolution

    def post(self, notes):
        notes.with_user(self.finance).action_post()

    def reverse(self, move, post=True):
        """Have finance reverse a document as a whole."""
        wizard = self.env["account.move.reversal"].create({"move_ids": [(6, 0, move.ids)], "journal_id": move.journal_id.id})
        wizard.refund_moves()
        if post:
            wizard.new_move_ids.action_post()
        return wizard.new_move_ids

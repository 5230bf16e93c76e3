from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

LEFT_BEHIND = (
    "crm_complaint_callback_attempt",
    "crm_complaint_callback",
    "crm_complaint_event",
    "crm_complaint_clock",
    "crm_complaint_resolution",
    "crm_complaint_line",
)


class ComplaintParallelCommon(ParallelCommon):
    """Complaints of transactions that really commit, and all that they leave behind taken away again.

    Heirs note what they make: ``complaint_ids``, ``order_id``, ``partner_id``, ``template_id`` (of the product) and ``keys`` of
    locks besides those of the complaints.
    """

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.complaint_ids, self.keys = [], []
        self.order_id = self.partner_id = self.template_id = False
        self.addCleanup(self.forget)

    def forget(self):
        """Take away what was committed, also what nobody may delete."""
        with self.transaction() as env:
            self.forget_threads(env, "crm.complaint", self.complaint_ids)
            self.forget_goods(env)
            self.forget_complaints(env)
            self.forget_locks(env)
            if self.order_id:
                self.forget_order(env)
            env["product.template"].browse(self.template_id).exists().unlink()
            env["res.partner"].browse(self.partner_id).exists().unlink()

    def forget_threads(self, env, model, ids):
        """Messages, activities, followers and ratings of records."""
        for name, field in (
            ("mail.activity", "res_model"),
            ("rating.rating", "res_model"),
            ("mail.message", "model"),
            ("mail.followers", "res_model"),
        ):
            env[name].search([(field, "=", model), ("res_id", "in", ids)]).unlink()
        env.flush_all()

    def forget_goods(self, env):
        """Hook: goods that have moved for the complaints."""

    def forget_complaints(self, env):
        ids = self.complaint_ids
        resolutions = SQL("SELECT id FROM crm_complaint_resolution WHERE complaint_id = ANY(%s)", ids)
        env.cr.execute(SQL("DELETE FROM crm_complaint_resolution_line WHERE resolution_id IN (%s)", resolutions))
        for table in LEFT_BEHIND:
            env.cr.execute(SQL("DELETE FROM %s WHERE complaint_id = ANY(%s)", SQL.identifier(table), ids))
        env.cr.execute(SQL("DELETE FROM crm_complaint WHERE id = ANY(%s)", ids))
        env.invalidate_all()

    def forget_locks(self, env):
        keys = [*self.keys, *(f"complaint:{each}" for each in self.complaint_ids)]
        keys += [f"complaint_worth:{self.order_id}", f"credit:{env.ref('base.main_company').id}:{self.partner_id}"]
        env.cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", keys))

    def forget_order(self, env):
        env.cr.execute(SQL("DELETE FROM crm_credit_decision WHERE partner_id = %s", self.partner_id))
        env.cr.execute(SQL("UPDATE sale_order SET state = 'draft', locked = false WHERE id = %s", self.order_id))
        env.cr.execute(SQL("UPDATE sale_order_line SET state = 'draft' WHERE order_id = %s", self.order_id))
        env.invalidate_all()
        env["sale.order"].browse(self.order_id).unlink()

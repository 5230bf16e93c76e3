from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Targets of a dealer follow it. Where both have the same target in force, that of the former one ceases to be."""
        super()._rekey_customer(old, new)
        targets = self.env["crm.target"]
        mine = targets.search([("dealer_id", "=", old.id)])
        if not mine:
            return
        for root in mine.root_id.filtered("in_force"):
            if root.dealer_id == old and root._same_in_force(new):
                root._tree_nodes()._guarded_write({"in_force": False})
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE crm_target SET dealer_id = %s WHERE dealer_id = %s", new.id, old.id))
        self.env.cr.execute(SQL("UPDATE crm_target_snapshot SET dealer_id = %s WHERE dealer_id = %s", new.id, old.id))
        targets.invalidate_model(["dealer_id"])
        self.env["crm.target.snapshot"].invalidate_model(["dealer_id"])

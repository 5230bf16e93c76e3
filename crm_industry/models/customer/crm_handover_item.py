from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import check_ids
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

STATES = [
    ("planned", "To Hand Over"),
    ("excluded", "Excluded"),
    ("done", "Handed Over"),
    ("failed", "Failed"),
    ("undone", "Undone"),
    ("kept", "Not Undone"),
]
# What a manager may write, before the handover has begun.
CHOICES = frozenset(("new_user_id",))


class CrmHandoverItem(models.Model):
    """A record of a handover: from whom, to whom, and what became of it. Written by the handover; managers choose successors."""

    _name = "crm.handover.item"
    _inherit = ["crm.handover.record.mixin"]
    _description = "Record of a Handover"
    _log_access = False
    _order = "handover_id desc, id"

    handover_id = fields.Many2one("crm.handover", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(required=True, ondelete="cascade")
    res_model = CheckedSelection(required=True)
    res_id = fields.Many2oneReference(required=True)
    partner_id = fields.Many2one(index="btree_not_null", ondelete="set null")
    main = fields.Boolean(string="Is the Customer", readonly=True, help="The record is the customer itself.")
    rank = fields.Integer(readonly=True, aggregator=None, help="1 is the best customer of the handover.")
    old_user_id = fields.Many2one("res.users", string="From", readonly=True, ondelete="set null")
    new_user_id = fields.Many2one(
        "res.users", string="To", index="btree_not_null", ondelete="set null", domain="[('share', '=', False)]"
    )
    reason = fields.Char(string="Why This Successor", readonly=True)
    state = fields.Selection(STATES, default="planned", required=True, readonly=True)
    message = fields.Char(readonly=True, help="Why it was not handed over, or not undone.")
    done_on = fields.Datetime(string="Handed Over on", readonly=True)
    before = fields.Json(readonly=True, prefetch=False, help="What was written over.")
    after = fields.Json(readonly=True, prefetch=False, help="What was written.")
    contact_date = fields.Date(string="Call on", readonly=True)
    activity_id = fields.Many2one("mail.activity", string="Call", readonly=True, index="btree_not_null", ondelete="set null")

    _record_uniq = models.UniqueIndex("(handover_id, res_model, res_id)", "A handover has each record once.")
    _state_idx = models.Index("(handover_id, state, id)")

    # -- choices of the manager ------------------------------------------------------------------------------------

    def write(self, vals):
        """Choose another successor for records; with a customer go its other records.

        :raise UserError: anything else is given, or the handover has begun
        """
        if not self.env.su:
            if vals.keys() - CHOICES:
                raise UserError(self.env._("Records of a handover are written by the handover: choose the successor only."))
            self._check_choosing()
            vals = vals | {"reason": self.env._("chosen by hand")}
            items = self | self.sudo()._of_same_customers()
            result = super(CrmHandoverItem, items.sudo()).write(vals)
            items._check_successor()
            return result
        return super().write(vals)

    def action_exclude(self):
        """Leave records out of the handover."""
        return self._choose("planned", "excluded")

    def action_include(self):
        """Take records back in."""
        return self._choose("excluded", "planned")

    def _choose(self, before, after):
        check_ids(self)
        self.env["crm.handover"]._check_manager()
        self._check_choosing()
        # sudo: the state is written by code only
        self.sudo().filtered(lambda item: item.state == before).write({"state": after})
        return True

    def _check_choosing(self):
        """:raise UserError: the handover of one of the records has begun"""
        self.check_access("write")
        if begun := self.handover_id.filtered(lambda handover: handover.state != "ready"):
            raise UserError(self.env._("%(handover)s has begun: nothing can be chosen any more.", handover=begun[0].display_name))

    def _of_same_customers(self):
        """Return the other records of the customers among these."""
        found = self.browse()
        for handover, items in self.filtered("main").grouped("handover_id").items():
            found |= self.search([("handover_id", "=", handover.id), ("partner_id", "in", items.partner_id.ids)])
        return found - self

    def _check_successor(self):
        """:raise ValidationError: somebody is no active internal user of the company, or has the record already"""
        for (user, company), items in self.sudo().grouped(lambda item: (item.new_user_id, item.company_id)).items():
            own = items.filtered(lambda item: item.old_user_id & item.new_user_id)
            refused = items if user - company._channel_staff(user) else own
            if refused:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot take over %(record)s: choose another active internal user of %(company)s.",
                        user=user.name,
                        record=refused[0].name,
                        company=company.name,
                    )
                )

    def _note(self, state, message=False):
        """Write what became of records."""
        self.write({"state": state, "message": message, "done_on": fields.Datetime.now()})

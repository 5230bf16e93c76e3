from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger, CheckedSelection

TERMS = {
    "subscription_id",
    "kind",
    "date",
    "partner_id",
    "account_id",
    "offering_id",
    "commitment_months",
    "commitment_choice",
    "waiver",
}
OLD = {"old_partner_id", "old_account_id", "old_offering_id", "old_monthly_fee", "old_commitment_to"}
LONGEST_COMMITMENT = 240


class CrmTelecomMove(models.Model):
    """A change of a subscription's terms, as of a day: owner, account, offering, commitment.

    It is drafted, then planned; as of today or an earlier day it is carried out at once, as of a later one by a daily job.
    """

    _name = "crm.telecom.move"
    _description = "Telecom Move"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.telecom.lifecycle.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "subscription_id.name", "subscription_id.partner_id.name"]
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/", index="trigram")
    subscription_id = fields.Many2one(
        "crm.telecom.subscription", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="subscription_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="subscription_id.currency_id")
    access_type = fields.Selection(related="subscription_id.access_type")
    owner_id = fields.Many2one(related="subscription_id.partner_id", string="Subscriber")
    kind = CheckedSelection("_selection_kind", string="Change", required=True, default="offering", index=True)
    date = CheckedDate(
        string="As of",
        required=True,
        default=lambda self: self.env.company._business_today(),
        index=True,
        tracking=True,
        help="From this day on it holds: today, a later day, or one since the open bill cycle began.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="New Owner", index="btree_not_null", ondelete="restrict", check_company=True
    )
    account_id = fields.Many2one(
        "crm.telecom.account", string="New Account", index="btree_not_null", ondelete="restrict", check_company=True
    )
    offering_id = fields.Many2one(
        "crm.telecom.offering",
        string="New Offering",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('access_type', '=', access_type), ('currency_id', '=', currency_id)]",
    )
    commitment_months = CheckedInteger(string="New Commitment (Months)", aggregator=None, help="0: as the offering says.")
    commitment_choice = CheckedSelection(
        "_selection_commitment_choice",
        string="Running Commitment",
        required=True,
        default="keep",
        help="What becomes of a commitment with a penalty that the change would break.",
    )
    waiver = fields.Char(string="Why the Penalty Is Waived")
    waived_by_id = fields.Many2one("res.users", string="Waived by", readonly=True, copy=False, ondelete="restrict")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    refusal = fields.Text(string="Why It Was Refused", readonly=True, copy=False)
    old_partner_id = fields.Many2one(
        "res.partner", string="Former Owner", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    old_account_id = fields.Many2one(
        "crm.telecom.account", string="Former Account", readonly=True, copy=False, ondelete="restrict"
    )
    old_offering_id = fields.Many2one(
        "crm.telecom.offering", string="Former Offering", readonly=True, copy=False, ondelete="restrict"
    )
    old_monthly_fee = fields.Monetary(string="Former Fee", readonly=True, copy=False)
    old_commitment_to = fields.Date(string="Former Commitment until", readonly=True, copy=False)
    charge_ids = fields.One2many("crm.telecom.charge", "move_id", string="Charges", readonly=True)
    note = fields.Text(string="Notes")

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "Another move has this number.")
    _planned_uniq = models.UniqueIndex(
        "(subscription_id, kind) WHERE state = 'planned'", "A change of this kind is planned for the subscription already."
    )
    _months_range = models.Constraint("CHECK (commitment_months BETWEEN 0 AND 240)", "A commitment is for 240 months at most.")

    @api.model
    def _selection_kind(self):
        """Extend by super, together with `_new_terms` and `crm.telecom.event._selection_verb`."""
        labels = {
            "offering": self.env._("Change of the offering"),
            "ownership": self.env._("Transfer of ownership"),
            "account": self.env._("Change of the account"),
            "renewal": self.env._("Renewal"),
        }
        return list(labels.items())

    @api.model
    def _selection_commitment_choice(self):
        labels = {
            "keep": self.env._("Not to be broken"),
            "take_over": self.env._("The new owner takes it over"),
            "charge": self.env._("Charge the penalty"),
            "waive": self.env._("Waive the penalty"),
        }
        return list(labels.items())

    @api.depends("name", "kind", "subscription_id")
    def _compute_display_name(self):
        labels = dict(self._selection_kind())
        for move in self:
            words = (move.name != "/" and move.name, labels.get(move.kind), move.subscription_id.name)
            move.display_name = " · ".join(filter(None, words))

    @api.constrains("partner_id")
    def _check_new_owner(self):
        self.partner_id._check_customers()

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        begin = {"name": "/", "waived_by_id": False, "refusal": False, "sale_line_id": False}
        return super()._guarded_fields() | begin | dict.fromkeys(OLD, False)

    @api.model_create_multi
    def create(self, vals_list):
        """Draft moves; each is numbered."""
        moves = super().create(vals_list)
        moves._begin()
        return moves

    def _check_direct_write(self, vals):
        """What is planned is carried out as it was planned; drafts stay with their subscription."""
        result = super()._check_direct_write(vals)
        if any(move.subscription_id.id != vals.get("subscription_id", move.subscription_id.id) for move in self):
            raise UserError(self.env._("A move stays with its subscription: cancel it and make another one."))
        if vals.keys() & TERMS and (fixed := self.filtered(lambda move: move.state != "draft")):
            raise UserError(
                self.env._("%(move)s is not a draft any more: cancel it and make another one.", move=fixed[0].display_name)
            )
        return result

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_ids

ARMS = [("treated", "Addressed"), ("control", "Control Group"), ("excluded", "Left Out")]


class CrmCampaignMember(models.Model):
    """A customer of a campaign: addressed, held out for comparison, or left out.

    Who is what is drawn by lot when the members are chosen and never changes: figures compare all addressed customers with all
    held out, whether they were reached or not.
    """

    _name = "crm.campaign.member"
    _description = "Campaign Member"
    _inherit = ["crm.guarded.mixin"]
    _order = "campaign_id desc, id"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one("utm.campaign", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    arm = fields.Selection(ARMS, string="Campaign Group", readonly=True, index=True)
    left_out_reason = fields.Char(string="Why Left Out", readonly=True)
    contact_state = fields.Selection(
        [("planned", "Planned"), ("contacted", "Contacted"), ("refused", "Not Allowed")],
        string="Contact",
        required=True,
        default="planned",
        readonly=True,
    )
    contacted_on = fields.Datetime(readonly=True)
    contacted_by = fields.Many2one("res.users", readonly=True, ondelete="set null")
    next_contact = fields.Datetime(string="Not Before", readonly=True, help="Quiet hours: the contact is made then.")
    contact_note = fields.Char(string="Why Not", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True, index="btree_not_null", ondelete="set null")
    response = fields.Selection(
        [
            ("interested", "Interested"),
            ("later", "Later"),
            ("declined", "Not Interested"),
            ("unreached", "Not Reached"),
        ],
        help="What the customer said. Whether it bought is counted from its orders.",
    )
    response_note = fields.Char(string="Note")

    _member_uniq = models.UniqueIndex("(campaign_id, partner_id)", "A customer is in a campaign once.")
    _pending_idx = models.Index("(campaign_id, id) WHERE arm = 'treated' AND contact_state = 'planned'")
    _only_addressed_contacted = models.Constraint(
        "CHECK (contact_state <> 'contacted' OR arm = 'treated')", "Only addressed customers are contacted."
    )

    @api.model
    def _guarded_fields(self):
        names = (
            "campaign_id", "company_id", "partner_id", "arm", "left_out_reason", "contacted_on", "contacted_by", "next_contact",
            "contact_note", "lead_id",
        )  # fmt: skip
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"contact_state": "planned"}

    def action_contacted(self):
        """Note that these customers have been contacted, now, by the user.

        :raise UserError: one of them is not to be addressed or must not be contacted, or the campaign has not begun or is over
        """
        check_ids(self)
        self.check_access("write")
        for campaign, members in self.grouped("campaign_id").items():
            campaign._market_check_under_way()
            customers = members.partner_id.with_company(campaign.company_id)
            verdicts = customers._market_may_contact(campaign._market_channel())
            for member in members:
                member._check_may_be_contacted(campaign, *verdicts[member.partner_id.id])
        self._note_contacted()
        return True

    def _check_may_be_contacted(self, campaign, allowed, reason, moment):
        if self.arm != "treated":
            raise UserError(
                self.env._(
                    "%(customer)s is not addressed by %(campaign)s.", customer=self.partner_id.name, campaign=campaign.title
                )
            )
        # In quiet hours it can't be written to; that somebody talked to it all the same is noted.
        if not allowed and not moment and self.contact_state != "contacted":
            raise UserError(
                self.env._("%(customer)s must not be contacted: %(reason)s", customer=self.partner_id.name, reason=reason)
            )

    def _note_contacted(self):
        """Write down the contact of those that have none yet."""
        fresh = self.filtered(lambda member: member.contact_state != "contacted")
        fresh._guarded_write(
            {
                "contact_state": "contacted",
                "contacted_on": fields.Datetime.now(),
                "contacted_by": self.env.uid,
                "next_contact": False,
                "contact_note": False,
            }
        )

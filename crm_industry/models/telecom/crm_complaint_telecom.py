from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmComplaint(models.Model):
    """Cases about a subscription."""

    _inherit = "crm.complaint"

    telecom_subscription_id = fields.Many2one(
        "crm.telecom.subscription",
        string="Subscription",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', '=', partner_id)]",
        help="Which the case is about.",
    )
    telecom_subscription_name = fields.Char(
        string="About Subscription", compute="_compute_telecom_subscription_name", compute_sudo=True
    )

    telecom_known = fields.Boolean(
        compute="_compute_telecom_known", help="A subscription is named, or the customer has one that may be named."
    )

    @api.depends("partner_id", "telecom_subscription_id")
    @api.depends_context("uid")
    def _compute_telecom_known(self):
        """One query for the customers of all complaints. Whoever may not read subscriptions is asked for none."""
        subscriptions = self.env["crm.telecom.subscription"]
        owners = set()
        if subscriptions.has_access("read"):
            groups = subscriptions._read_group([("partner_id", "in", self.partner_id._origin.ids)], ["partner_id"])
            owners = {partner.id for (partner,) in groups}
        for complaint in self:
            complaint.telecom_known = bool(complaint.telecom_subscription_id) or complaint.partner_id._origin.id in owners

    @api.depends("telecom_subscription_id.name", "telecom_subscription_id.number_id.e164")
    def _compute_telecom_subscription_name(self):
        """For whoever handles the case without rights to subscriptions."""
        for complaint in self:
            subscription = complaint.telecom_subscription_id
            complaint.telecom_subscription_name = " · ".join(filter(None, (subscription.name, subscription.number_id.e164)))

    @api.constrains("telecom_subscription_id", "partner_id")
    def _check_telecom_subscription(self):
        for complaint in self:
            # sudo: whoever handles the case need not see subscriptions
            subscription = complaint.sudo().telecom_subscription_id
            theirs = subscription.partner_id | subscription.account_id.partner_id | subscription.account_id.payer_id
            if subscription and complaint.partner_id and complaint.partner_id.id not in theirs.ids:
                # A former owner may have complained: what was right stays right.
                if complaint.partner_id.id in subscription._telecom_former_owners().ids:
                    continue
                raise ValidationError(
                    self.env._(
                        "%(complaint)s: the subscription %(subscription)s does not belong to %(customer)s.",
                        complaint=complaint.display_name,
                        subscription=subscription.name,
                        customer=complaint.partner_id.display_name,
                    )
                )

    @api.model
    def _content_fields(self):
        return super()._content_fields() | {"telecom_subscription_id"}

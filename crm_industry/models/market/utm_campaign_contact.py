from odoo import api, fields, models
from odoo.fields import Domain

# Customers of a piece: under 30 seconds with a lead or an e-mail for each.
CONTACT_PIECE = 200


class UtmCampaign(models.Model):
    """Turning to the addressed customers: leads, e-mails, SMS, or a list that salespeople call."""

    _inherit = "utm.campaign"

    def action_market_start(self):
        """Begin: from now on the addressed customers are contacted, those in quiet hours as soon as these are over.

        :raise UserError: the customers have not been chosen, or the window has not begun or is over
        """
        self._market_begin("ready")
        self._market_check_plan()
        self._guarded_write({"market_state": "begun"})
        self._market_check_under_way()
        self._market_contact()
        return True

    def _market_contact(self):
        """Contact those who are waiting, at once or by a job."""
        if self.market_way != "list":
            self._market_go(self.env["crm.campaign.member"].sudo().search_count(self._market_waiting_domain()))

    def _market_waiting_domain(self):
        """Return the domain of the members that are to be contacted now."""
        return (
            Domain("campaign_id", "=", self.id)
            & Domain("arm", "=", "treated")
            & Domain("contact_state", "=", "planned")
            & (Domain("next_contact", "=", False) | Domain("next_contact", "<=", fields.Datetime.now()))
        )

    @api.model
    def _cron_market_contact(self):
        """Go on with campaigns where customers were in quiet hours."""
        now = fields.Datetime.now()
        begun = (
            Domain("market_state", "=", "begun")
            & Domain("market_way", "!=", "list")
            & Domain("job_state", "in", ("idle", "done"))
        )
        for campaign in self.search(begun & Domain("market_from", "<=", now) & Domain("market_until", ">", now)):
            if self.env["crm.campaign.member"].search_count(campaign._market_waiting_domain(), limit=1):
                campaign._job_start()

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        if self.market_state == "begun":
            return [("contact", self.env._("Contact the customers"))]
        return super()._job_steps()

    def _market_step_contact(self, cursor):
        """Contact the next customers who may be contacted now."""
        self._market_check_under_way()
        members = self.env["crm.campaign.member"]
        domain = self._market_waiting_domain()
        if cursor is None:
            self._job_count(0, members.search_count(domain))
        piece = members.search(domain & Domain("id", ">", cursor or 0), order="id", limit=CONTACT_PIECE)
        if allowed := self._market_allowed(piece):
            getattr(self, f"_market_contact_{self.market_way}")(allowed)._note_contacted()
        self._job_count(self.job_done + len(piece))
        return piece[-1].id if len(piece) == CONTACT_PIECE else None

    def _market_allowed(self, members):
        """Return those who may be contacted now; note of the others when or why not."""
        verdicts = members.partner_id._market_may_contact(self._market_channel())
        for member in members:
            allowed, reason, moment = verdicts[member.partner_id.id]
            if not allowed:
                member._guarded_write(
                    {
                        "next_contact": moment or False,
                        "contact_note": reason,
                        "contact_state": "planned" if moment else "refused",
                    }
                )
        return members.filtered(lambda member: verdicts[member.partner_id.id][0])

    def _market_contact_lead(self, members):
        """Make a lead for each customer, of its salesperson; return the members."""
        leads = self.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True)
        made = leads.create([self._prepare_market_lead(member) for member in members])
        for member, lead in zip(members, made, strict=True):
            member._guarded_write({"lead_id": lead.id})
        return members

    def _prepare_market_lead(self, member):
        """Return the values of the lead of a member."""
        customer = member.partner_id
        with_leads = self.env["res.groups"]._is_feature_enabled("crm.group_use_lead")
        return {
            "type": "lead" if with_leads else "opportunity",
            "name": f"{self.title} · {customer.name}",
            "partner_id": customer.id,
            "campaign_id": self.id,
            "company_id": self.company_id.id,
            "user_id": customer.user_id.id,
        }

    def _market_contact_email(self, members):
        """Put the e-mails into the queue, in the language of each customer; return the members that have an address."""
        reachable = members.filtered("partner_id.email")
        (members - reachable)._guarded_write({"contact_state": "refused", "contact_note": self.env._("No e-mail address")})
        if reachable:
            self.market_template_id.send_mail_batch(reachable.partner_id.ids)
        return reachable

    def _market_contact_sms(self, members):
        """Put the SMS into the queue, where consent and quiet hours are looked at again; return the members."""
        customers = members.partner_id
        texts = self.market_sms_template_id._render_field("body", customers.ids, compute_lang=True)
        self.env["sms.sms"].create(
            [
                {
                    "partner_id": customer.id,
                    "number": customer.phone_sanitized or customer.phone,
                    "body": texts[customer.id],
                    "contact_purpose": "marketing",
                }
                for customer in customers
            ]
        )
        return members

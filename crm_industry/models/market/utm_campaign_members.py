import secrets

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .utm_campaign_market import TEXTS

# Up to so many customers the user waits, for more there is a job.
AT_ONCE = 2000
PIECE = 500


class UtmCampaign(models.Model):
    """Choosing the customers of a campaign and drawing its control group."""

    _inherit = "utm.campaign"

    def action_market_choose(self):
        """Choose the customers of the segment, as it is now, and draw the control group by lot.

        :raise UserError: the plan is not complete or begins in the past, or they have been chosen
        """
        self._market_begin("draft")
        self._market_check_plan()
        if self.market_start < self.company_id.sudo()._business_today():
            raise UserError(
                self.env._(
                    "%(campaign)s would have begun in the past: choose today or a later day, so that nobody draws lots"
                    " knowing who has bought.",
                    campaign=self.title,
                )
            )
        self._market_choose(fields.Datetime.now())
        return True

    def _market_choose(self, moment):
        """Draw the control group; no order before this moment counts."""
        segment = self.market_segment_id
        self._guarded_write(
            {
                "market_state": "choosing",
                "market_seed": secrets.randbelow(2**31 - 1) + 1,
                "market_chosen_on": moment,
                "market_filters": f"{segment.domain}\n{segment.metrics_domain}",
            }
        )
        self._market_go(segment.customer_count)

    def action_market_give_up(self):
        """Give the chosen customers up, to plan anew; nobody has been addressed yet.

        :raise UserError: the campaign has begun, or the first day of its window is over
        """
        self._market_begin("choosing", "ready")
        if self.market_start < self.company_id.sudo()._business_today():
            raise UserError(
                self.env._(
                    "The window of %(campaign)s has been open for some time, its draw stays: archive it and plan another one.",
                    campaign=self.title,
                )
            )
        # sudo: members are made and given up by the server
        self.sudo().market_member_ids.unlink()
        self._guarded_write(
            {
                "market_state": "draft",
                "market_seed": False,
                "market_chosen_on": False,
                "market_filters": False,
                "job_state": "idle",
            }
        )
        return True

    def _market_check_plan(self):
        """:raise UserError: something is missing"""
        needed = ["company_id", "market_segment_id", "market_start", "market_way"]
        if self.market_way in TEXTS:
            needed.append(TEXTS[self.market_way])
        if missing := [name for name in needed if not self[name]]:
            label = self._fields[missing[0]].get_description(self.env, ["string"])["string"]
            raise UserError(self.env._("%(campaign)s: fill in “%(field)s” first.", campaign=self.title, field=label))

    def _market_go(self, number):
        """Work at once for a few customers, by a job for many."""
        if number <= AT_ONCE:
            self._job_run_now()
        else:
            self._job_start()

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        if self.market_state == "begun":
            return super()._job_steps()
        labels = {
            "find": self.env._("Find the customers"),
            "permit": self.env._("Ask their consent"),
            "draw": self.env._("Draw the control group"),
        }
        return list(labels.items())

    def _job_run_step(self, key, cursor):
        self.env.flush_all()
        following = getattr(self, f"_market_step_{key}")(cursor)
        self.env["crm.campaign.member"].invalidate_model()
        return following

    def _job_on_done(self):
        if self.market_state == "choosing":
            self._guarded_write({"market_state": "ready"})
        return super()._job_on_done()

    def _market_step_find(self, _cursor):
        """Write a member for each customer of the segment; those of other campaigns are left out from the beginning."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_campaign_member (campaign_id, company_id, partner_id, contact_state, arm, left_out_reason,
                                                 create_uid, write_uid, create_date, write_date)
                SELECT %(campaign)s, %(company)s, found.id, 'planned',
                       CASE WHEN busy.partner_id IS NOT NULL THEN 'excluded' END,
                       CASE WHEN busy.partner_id IS NOT NULL THEN %(reason)s END,
                       %(user)s, %(user)s, %(now)s, %(now)s
                  FROM (%(customers)s) found
                  LEFT JOIN (%(busy)s) busy ON busy.partner_id = found.id
                 ORDER BY found.id
                ON CONFLICT (campaign_id, partner_id) DO NOTHING
                """,
                campaign=self.id,
                company=self.company_id.id,
                reason=self.env._("In another campaign at this time"),
                user=self.env.uid,
                now=fields.Datetime.now(),
                customers=self.market_segment_id._customers_query().select(),
                busy=self._market_busy_query(),
            )
        )

    def _market_busy_query(self):
        """Return the query of customers in other campaigns of the company whose windows overlap."""
        return SQL(
            """
            SELECT DISTINCT member.partner_id
              FROM crm_campaign_member member
              JOIN utm_campaign other ON other.id = member.campaign_id
             WHERE %(ask)s AND member.company_id = %(company)s AND other.id <> %(campaign)s
               AND member.arm IN ('treated', 'control') AND other.active
               AND other.market_from < %(until)s AND other.market_until > %(start)s
            """,
            ask=self.market_exclude_busy,
            company=self.company_id.id,
            campaign=self.id,
            start=self.market_from,
            until=self.market_until,
        )

    def _market_step_permit(self, cursor):
        """Leave out those who may never be contacted this way: in the control group they would have no counterpart."""
        members = self.env["crm.campaign.member"]
        domain = [("campaign_id", "=", self.id), ("arm", "=", False), ("id", ">", cursor or 0)]
        if cursor is None:
            self._job_count(0, members.search_count(domain))
        piece = members.search(domain, order="id", limit=PIECE)
        verdicts = piece.partner_id._market_may_contact(self._market_channel())
        for member in piece:
            allowed, reason, moment = verdicts[member.partner_id.id]
            if not allowed and not moment:
                member._guarded_write({"arm": "excluded", "left_out_reason": reason})
        self._job_count(self.job_done + len(piece))
        return piece[-1].id if len(piece) == PIECE else None

    def _market_step_draw(self, _cursor):
        """Draw the control group: the customers with the smallest hashes of the lot's number and their own.

        Exactly its share of the customers, rounded, half up; the same lot draws the same customers.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_campaign_member member
                   SET arm = CASE WHEN drawn.place <= floor(drawn.number * %(share)s / 100.0 + 0.5) THEN 'control'
                                  ELSE 'treated' END
                  FROM (SELECT id, count(*) OVER () AS number,
                               row_number() OVER (ORDER BY md5(%(seed)s || ':' || partner_id), partner_id) AS place
                          FROM crm_campaign_member
                         WHERE campaign_id = %(campaign)s AND arm IS DISTINCT FROM 'excluded') drawn
                 WHERE drawn.id = member.id
                """,
                share=self.market_control_share,
                seed=str(self.market_seed),
                campaign=self.id,
            )
        )

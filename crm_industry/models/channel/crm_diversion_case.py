from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_diversion_detection_cases import OPEN_STATES

MANAGER = "crm_industry.group_channel_manager"
TO_INVESTIGATE = "crm_industry.mail_activity_diversion_case"
PREFIX = "DV"
MOST_ACTIVITIES = 100
UNDECIDED = {
    "name": "/",
    "state": "suspected",
    "opened_by": False,
    "investigator_ids": False,
    "window_from": False,
    "noticed_on": False,
    "replied_on": False,
    "verdict": False,
    "decided_by": False,
    "decided_on": False,
    "decision_note": False,
    "closed_on": False,
    "evidence_head": False,
    "evidence_count": 0,
    "deadline_told": False,
}
KEY_FIELDS = {"company_id", "dealer_id", "rule_id", "victim_id", "region_id"}


class CrmDiversionCase(models.Model):
    """A suspicion that a dealer sells where it may not: suspected → noticed → answered → confirmed or dismissed → closed.

    Opened by the detection, or by hand. While it is open there is no other one of the same suspect, rule and victim (region
    where there is no victim). Somebody who opened or worked on a case never decides on it. Kept by the company at the root of
    a branch tree.
    """

    _name = "crm.diversion.case"
    _description = "Diversion Case"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.guarded.mixin", "crm.credit.root.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "dealer_id.name"]

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    dealer_id = fields.Many2one("res.partner", string="Suspect", required=True, index=True, ondelete="restrict")
    rule_id = fields.Many2one(
        "crm.diversion.rule", index="btree_not_null", ondelete="restrict", help="The sign that opened it. Empty: by hand."
    )
    victim_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict", help="The dealer whose territory it is."
    )
    region_id = fields.Many2one("crm.region", ondelete="restrict", help="Where the goods were seen, if there is no victim.")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    description = fields.Html(string="Notes")
    state = fields.Selection(
        [
            ("suspected", "Suspected"),
            ("noticed", "Dealer Noticed"),
            ("answered", "Dealer Answered"),
            ("confirmed", "Confirmed"),
            ("dismissed", "Dismissed"),
            ("closed", "Closed"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="suspected",
        index=True,
        tracking=True,
        group_expand=True,
    )
    window_from = fields.Datetime(string="Findings From", readonly=True, copy=False)
    opened_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict", help="Empty: by the detection.")
    investigator_ids = fields.Many2many(
        "res.users",
        "crm_diversion_case_investigator_rel",
        string="Worked On by",
        readonly=True,
        copy=False,
        help="None of them decides.",
    )
    finding_ids = fields.One2many("crm.diversion.finding", "case_id", string="Findings", readonly=True)
    units_found = fields.Integer(compute="_compute_found")
    goods_value = fields.Monetary(compute="_compute_found", help="What the dealer was charged for the units found.")
    agreement_id = fields.Many2one("crm.dealer.agreement", compute="_compute_agreement_id", compute_sudo=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    active_case = fields.Boolean(string="Open", compute="_compute_active_case", search="_search_active_case")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _open_uniq = models.UniqueIndex(
        "(company_id, dealer_id, (COALESCE(rule_id, 0)), (COALESCE(victim_id, 0)), (COALESCE(region_id, 0)))"
        " WHERE state IN ('suspected', 'noticed', 'answered')",
        "There is an open case about this already: add what you know to it.",
    )
    _other_victim = models.Constraint("CHECK (victim_id != dealer_id)", "Nobody diverts goods from their own territory.")

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("name", "dealer_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.name} · {case.dealer_id.display_name}" if case.dealer_id else case.name

    @api.depends("state")
    def _compute_active_case(self):
        for case in self:
            case.active_case = case.state in OPEN_STATES

    def _search_active_case(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN_STATES)]

    @api.depends("finding_ids")
    def _compute_found(self):
        figures = self._found_figures()
        for case in self:
            units, value = figures.get(case.id, (0, 0.0))
            case.units_found = units
            case.goods_value = case.currency_id.round(value) if case.currency_id else value

    @api.depends("finding_ids.agreement_id", "dealer_id")
    def _compute_agreement_id(self):
        """The agreement that the goods were shipped under; without one, the suspect's present one."""
        for case in self:
            found = case.finding_ids.agreement_id.sorted("id", reverse=True)[:1]
            case.agreement_id = found or self.env["crm.dealer.agreement"].search(
                [
                    ("company_id", "=", case.company_id.id),
                    ("dealer_id", "=", case.dealer_id.id),
                    ("state", "in", ("active", "suspended")),
                ],
                limit=1,
            )

    @api.depends("state", "investigator_ids", "opened_by")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        """For the buttons only; the methods check by themselves."""
        for case in self:
            case.can_decide = case.state in OPEN_STATES and case._may_decide()

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | UNDECIDED

    @api.model_create_multi
    def create(self, vals_list):
        """Open cases by hand: who opens one does not decide on it."""
        cases = super().create(vals_list)
        for case in cases:
            case._guarded_write({"name": case._number(), "opened_by": self.env.uid, "window_from": fields.Datetime.now()})
        return cases

    def write(self, vals):
        """Change an open case; who does has worked on it.

        :raise UserError: it is decided, or its subject would change
        """
        if vals.keys() & KEY_FIELDS:
            raise UserError(self.env._("A case keeps its suspect, rule and victim: dismiss it and open another one."))
        if vals.keys() & {"description"}:
            self._check_open()
            self._note_investigator()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Cases are kept: dismiss those that came to nothing."))

    def _number(self):
        """Return the number of a case: the year it was opened in, and its own."""
        year = (self.company_id or self.env.company)._business_today().year
        return f"{PREFIX}/{year}/{self.id:05d}"

    # -- opened by the detection ---------------------------------------------------------------------------------------

    @api.model
    def _open_suspected(self, rule, groups):
        """Open a case for each group of findings by one statement; return the cases.

        :param rule: crm.diversion.rule
        :param groups: SQL of (dealer_id, victim_id, region_id, window_from), 0 for none
        """
        company = rule.company_id
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_diversion_case (id, name, company_id, rule_id, dealer_id, victim_id, region_id, window_from,
                                                user_id, state, create_uid, create_date, write_uid, write_date)
                SELECT id, %(prefix)s || lpad(id::text, greatest(5, length(id::text)), '0'), %(company)s, %(rule)s, dealer_id,
                       nullif(victim_id, 0), nullif(region_id, 0), window_from, %(user)s, 'suspected',
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (SELECT nextval('crm_diversion_case_id_seq') AS id, g.* FROM (%(groups)s) g) numbered
                ON CONFLICT DO NOTHING RETURNING id
                """,
                prefix=f"{PREFIX}/{company._business_today().year}/",
                company=company.id,
                rule=rule.id,
                user=company._diversion_user().id or None,
                uid=self.env.uid,
                now=self.env.cr.now(),
                groups=groups,
            )
        )
        return self.browse(case_id for (case_id,) in rows)

    def _on_opened(self):
        """Hook: the detection has opened these cases and given them their findings. Tells who is responsible.

        When it opens many at once, as the first time, the list of open cases is the work list.
        """
        kind = self.env.ref(TO_INVESTIGATE)
        activities = [
            {
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": case.id,
                "activity_type_id": kind.id,
                "user_id": case.user_id.id,
                "summary": kind.with_context(lang=case.user_id.lang).summary,
                "date_deadline": case.company_id._business_today(),
                # else it is not found when the case goes on
                "automated": True,
            }
            for case in self.filtered("user_id")[:MOST_ACTIVITIES]
        ]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(activities)

    # -- small things --------------------------------------------------------------------------------------------------

    def action_open_findings(self):
        """Open the findings of the case."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_diversion_finding_action")
        return action | {"domain": [("case_id", "=", self.id)], "context": {}}

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers work on diversion cases."))
        self.check_access("write")

    def _check_open(self):
        for case in self:
            case._expect_value("state", *OPEN_STATES)

    def _note_investigator(self):
        """Remember that the user has worked on these cases."""
        # sudo: the list is the machinery's
        for case in self.sudo().filtered(lambda case: self.env.user not in case.investigator_ids):
            case._guarded_write({"investigator_ids": [Command.link(self.env.uid)]})

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...tools.arguments import as_text, check_ids, check_one
from ...tools.checked_fields import CheckedDate

MANAGER = "crm_grading.group_grading_manager"
# What was decided stays as it was decided; only the end can be moved.
FIXED = ("partner_id", "company_id", "scheme_id", "effect", "grade_id", "grade_code", "reason", "date_from")


class CrmGradingVeto(models.Model):
    """No grade, or none better than a certain one, for one customer from a day on, whatever its score.

    It acts at once, in the transaction that makes or lifts it, and in every run while it is in force. Only grading managers
    make and lift vetoes; a veto is never deleted, it is lifted or runs out.
    """

    _name = "crm.grading.veto"
    _description = "Veto on a Customer's Grade"
    _inherit = ["crm.guarded.mixin", "mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, tracking=True
    )
    scheme_id = fields.Many2one(
        "crm.grading.scheme",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="Empty: all schemes of the company.",
    )
    effect = fields.Selection(
        [("not_rated", "Not rated"), ("at_most", "At most")], required=True, default="at_most", tracking=True
    )
    grade_id = fields.Many2one(
        "crm.grading.grade",
        string="Best Grade",
        check_company=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id)] + ([('scheme_id', '=', scheme_id)] if scheme_id else [])",
        tracking=True,
        help="In the other schemes the grade with the same code.",
    )
    grade_code = fields.Char(related="grade_id.code", store=True, string="Best Grade Code")
    reason = fields.Text(required=True, tracking=True)
    date_from = CheckedDate(
        string="From", required=True, default=lambda self: self.env.company._business_today(), tracking=True
    )
    date_to = CheckedDate(string="Until", tracking=True, help="Last day in force; empty: until it is lifted.")
    state = fields.Selection(
        [("planned", "Planned"), ("active", "In Force"), ("ended", "Ended"), ("lifted", "Lifted")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    lifted_on = fields.Datetime(readonly=True, copy=False)
    lifted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    lift_reason = fields.Text(readonly=True, copy=False)

    _dates_order = models.Constraint("CHECK (date_to IS NULL OR date_to >= date_from)", "A veto can't end before it begins.")
    _grade_given = models.Constraint(
        "CHECK (effect != 'at_most' OR grade_id IS NOT NULL)", "Say which grade the customer gets at most."
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "state": "planned",
            "lifted_on": False,
            "lifted_by_id": False,
            "lift_reason": False,
        }

    @api.constrains("partner_id")
    def _check_partner(self):
        for veto in self:
            if veto.partner_id.commercial_partner_id != veto.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s: a veto is laid on the customer.",
                        contact=veto.partner_id.display_name,
                        customer=veto.partner_id.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("scheme_id", "grade_id", "company_id")
    def _check_grade(self):
        for veto in self:
            if veto.scheme_id and veto.grade_id:
                veto.grade_id._check_of_scheme(veto.scheme_id)

    @api.depends("partner_id", "effect", "grade_code")
    def _compute_display_name(self):
        for veto in self:
            if veto.effect == "not_rated":
                text = self.env._("%(customer)s: not rated", customer=veto.partner_id.display_name)
            else:
                text = self.env._(
                    "%(customer)s: at most %(grade)s", customer=veto.partner_id.display_name, grade=veto.grade_code
                )
            veto.display_name = text

    # -- making, changing, lifting --------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Lay vetoes on customers; they act before the transaction ends.

        :raise AccessError: the user is no grading manager
        """
        self._check_manager()
        vetoes = super().create(vals_list)
        for veto in vetoes:
            veto.partner_id._log_grading(
                self.env._("Veto on the grade: %(veto)s. %(reason)s", veto=veto.display_name, reason=veto.reason)
            )
        vetoes._take_effect()
        return vetoes

    def write(self, vals):
        """Move the end of vetoes; what else was decided can't be changed.

        :raise UserError: another part of the decision is to be changed, or the veto is over
        """
        over = "date_to" in vals and any(veto.state in ("ended", "lifted") for veto in self)
        if over or not vals.keys().isdisjoint(FIXED):
            raise UserError(
                self.env._(
                    "The veto “%(veto)s” can't be changed: lift it and make a new one.", veto=self[:1].display_name
                )
            )
        result = super().write(vals)
        if "date_to" in vals:
            self._check_manager()
            self._take_effect()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A veto is kept for the record: lift it instead of deleting it."))

    def action_lift(self, reason):
        """End vetoes now; the customers get back what their results say.

        :param str reason: why, for the record
        :raise AccessError: the user is no grading manager
        :raise UserError: without a reason, or when the veto is over already
        """
        check_ids(self)
        self._check_manager()
        self.check_access("write")
        reason = as_text(self.env, reason).strip()
        if not reason:
            raise UserError(self.env._("Say why the veto is lifted."))
        for veto in self:
            if veto.state in ("ended", "lifted"):
                raise UserError(self.env._("The veto “%(veto)s” is over already.", veto=veto.display_name))
        self._guarded_write(
            {
                "state": "lifted",
                "lifted_on": fields.Datetime.now(),
                "lifted_by_id": self.env.uid,
                "lift_reason": reason,
            }
        )
        for veto in self:
            veto.partner_id._log_grading(
                self.env._("Veto lifted: %(veto)s. %(reason)s", veto=veto.display_name, reason=veto.lift_reason)
            )
        self._take_effect()
        return True

    def action_ask_lift(self):
        """Open the window that asks why the veto is lifted."""
        check_one(self)
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lift the Veto"),
            "res_model": "crm.grading.veto.lift",
            "view_mode": "form",
            "target": "new",
            "context": {"default_veto_id": self.id},
        }

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a grading manager can lay or lift a veto on a customer's grade."))

    # -- effect ---------------------------------------------------------------------------------------------------

    def _take_effect(self):
        """Bring states and the customers' standings in step with these vetoes and today's date."""
        for company, vetoes in self.grouped("company_id").items():
            today = company._business_today()
            for state, group in vetoes.grouped(lambda veto, today=today: veto._state_on(today)).items():
                group.filtered(lambda veto, state=state: veto.state != state)._guarded_write({"state": state})
            self.env["crm.grading.result"]._settle(vetoes.partner_id, company)

    @api.model
    def _in_force_query(self, company, scheme):
        """Query of the vetoes of a company that are in force today for a scheme. Flushes nothing.

        In other schemes than its own a veto means the grade with the same code.

        :param SQL scheme: expression of the scheme's id
        :return: SELECT of partner_id, effect ("not_rated" or "at_most"), grade_id (for "at_most") and text (the reason)
        :rtype: SQL
        """
        return SQL(
            """
            SELECT veto.partner_id, veto.effect, grade.id AS grade_id, veto.reason AS text
              FROM crm_grading_veto veto
              LEFT JOIN crm_grading_grade grade ON grade.code = veto.grade_code AND grade.scheme_id = %(scheme)s
             WHERE veto.company_id = %(company)s AND (veto.scheme_id IS NULL OR veto.scheme_id = %(scheme)s)
               AND veto.lifted_on IS NULL AND veto.date_from <= %(today)s
               AND (veto.date_to IS NULL OR veto.date_to >= %(today)s)
               AND (veto.effect = 'not_rated' OR grade.id IS NOT NULL)
            """,
            scheme=scheme,
            company=company.id,
            today=company._business_today(),
        )

    def _state_on(self, day):
        self.ensure_one()
        if self.lifted_on:
            return "lifted"
        if self.date_to and self.date_to < day:
            return "ended"
        return "planned" if self.date_from > day else "active"

    @api.model
    def _cron_run_out(self):
        """End what has run out, begin what was planned for today; once a day, repeatable.

        All that is in force is settled again: a run that was published while a veto was laid may not have seen it.
        """
        self.env["crm.grading.appeal"]._end_run_out()
        self.search([("state", "in", ("planned", "active"))])._take_effect()

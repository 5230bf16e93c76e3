from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmCreditDunningLevel(models.Model):
    """One step of a dunning plan."""

    _name = "crm.credit.dunning.level"
    _description = "Dunning Level"
    _order = "plan_id, days_overdue"
    _rec_names_search = ["name", "plan_id.name"]

    plan_id = fields.Many2one("crm.credit.dunning.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    name = fields.Char(required=True, translate=True, help="Title of the letter, in the language of the customer.")
    days_overdue = fields.Integer(
        required=True, default=7, help="The level is reached after so many days past the due date."
    )
    kind = fields.Selection(
        [("letter", "Letter by e-mail"), ("call", "Call"), ("both", "Letter and call")], default="letter", required=True
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Letter",
        domain="[('model', '=', 'crm.credit.dunning.letter')]",
        ondelete="restrict",
        default=lambda self: self.env.ref("crm_credit.mail_template_dunning", raise_if_not_found=False),
    )
    text = fields.Html(
        string="Text of the Letter", translate=True, help="Stands above the list of items; in the customer's language."
    )
    attach_letter = fields.Boolean(string="Attach as Document", help="The mail carries the letter as a document to print.")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Call Activity",
        ondelete="restrict",
        default=lambda self: self.env.ref("crm_credit.mail_activity_credit_call", raise_if_not_found=False),
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who Calls",
        domain="[('share', '=', False)]",
        help="By default the credit officer of the account, else the salesperson, else the company's credit officer.",
    )
    stop_supply = fields.Boolean(
        help="Puts the credit account on hold until nothing that was dunned at this level is left; the hold is lifted by itself."
    )

    _days_uniq = models.UniqueIndex("(plan_id, days_overdue)", "Two levels of a plan can't begin on the same day.")
    _days_in_range = models.Constraint(
        "CHECK (days_overdue BETWEEN 1 AND 3650)", "A dunning level begins 1 to 3,650 days after the due date."
    )

    def write(self, vals):
        result = super().write(vals)
        if "plan_id" in vals:
            # Odoo looks at the record rules before a write only: not into the plan of another company.
            self.check_access("write")
        return result

    @api.constrains("kind", "mail_template_id")
    def _check_template(self):
        for level in self:
            if level.kind != "call" and level.mail_template_id.model != "crm.credit.dunning.letter":
                raise ValidationError(
                    self.env._("Level %(level)s sends letters: choose a mail template of dunning letters.", level=level.name)
                )

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedSelection

from .managers import check_managers

UNMEASURED = {
    "measured_on": False,
    "records": 0,
    "completeness": 0.0,
    "freshness": 0.0,
    "median_days": 0.0,
    "state": "unmeasured",
}
# What says nothing by being there or not, or is no column.
NOT_MEASURED = ("one2many", "many2many", "json", "properties", "properties_definition", "reference", "binary", "image")
DATES = ("date", "datetime")


class CrmDataRegister(models.Model):
    """A piece of what the company knows of its customers: who answers for it, where it comes from, what it is for, and how
    complete and fresh it is.

    Completeness and freshness are computed from the records (``crm_data_register_measure``); what falls below the demands goes
    to its owner.
    """

    _name = "crm.data.register"
    _description = "Register of Customer Data"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.guarded.mixin", "crm.owner.mixin"]
    _order = "company_id, model, name, id"

    name = fields.Char(string="Data", required=True, translate=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    model = CheckedSelection(selection="_selection_model", string="Of", required=True, default="res.partner")
    field_name = fields.Char(string="Field", required=True, help="Technical name of the field or figure.")
    date_field_name = fields.Char(
        string="Age by", required=True, default="write_date", help="The field that says how old the value is."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Answers for its being right.",
    )
    source = fields.Char(help="Where it comes from: who enters it, or which system sends it.")
    purpose = fields.Char(help="What it is needed for, and on what ground it may be kept.")
    wanted_completeness = CheckedFloat(string="Complete at Least (%)", default=90.0, digits=(16, 2), aggregator=None)
    wanted_days = CheckedInteger(
        string="Not Older than (Days)", default=365, aggregator=None, help="Older values are not fresh. 0: age doesn't matter."
    )
    wanted_freshness = CheckedFloat(string="Fresh at Least (%)", default=80.0, digits=(16, 2), aggregator=None)
    active = fields.Boolean(default=True)
    measure_ids = fields.One2many("crm.data.measure", "register_id", string="Measured", readonly=True)
    measured_on = fields.Date(readonly=True, copy=False)
    records = fields.Integer(readonly=True, copy=False, aggregator=None, help="Customers or documents that should have it.")
    completeness = fields.Float(string="Complete (%)", readonly=True, copy=False, digits=(16, 2), aggregator=None)
    freshness = fields.Float(
        string="Fresh (%)", readonly=True, copy=False, digits=(16, 2), aggregator=None, help="Of those that have a value."
    )
    median_days = fields.Float(string="Median Age (Days)", readonly=True, copy=False, digits=(16, 1), aggregator=None)
    state = fields.Selection(
        [("unmeasured", "Not Measured"), ("good", "As Demanded"), ("below", "Below Demand")],
        readonly=True,
        required=True,
        copy=False,
        default="unmeasured",
        index=True,
    )

    _once = models.UniqueIndex("(company_id, model, field_name) WHERE active", "This field is in the register already.")
    _in_range = models.Constraint(
        "CHECK (wanted_completeness BETWEEN 0 AND 100 AND wanted_freshness BETWEEN 0 AND 100"
        " AND wanted_days BETWEEN 0 AND 36500)",
        "Demands are 0 to 100 %, and up to 36,500 days.",
    )

    # -- what can be measured ------------------------------------------------------------------------------------------

    @api.model
    def _register_models(self):
        """Return the names of the models whose fields can be measured. Extend by super, and ``_register_domain`` with it."""
        return ["res.partner", "crm.customer.metrics", "crm.lead", "crm.complaint", "crm.touchpoint"]

    @api.model
    def _register_domain(self, model_name, company):
        """Return the domain of the records of a company, at the root of its branches, that should have the data."""
        own = Domain("company_id", "child_of", company.id)
        if model_name != "res.partner":
            return own
        customers = self.env["res.partner"]._customer_domain() & Domain("customer_rank", ">", 0)
        return customers & (own | Domain("company_id", "=", False))

    @api.model
    def _selection_model(self):
        # sudo: the names of models
        names = self.env["ir.model"].sudo()
        return [(model, names._get(model).name) for model in self._register_models()]

    @api.constrains("model", "field_name", "date_field_name")
    def _check_fields(self):
        for register in self:
            register._check_field(register.field_name)
            date_field = register._check_field(register.date_field_name)
            if date_field.type not in DATES:
                raise ValidationError(
                    self.env._("“%(register)s”: %(field)s is no date.", register=register.name, field=register.date_field_name)
                )

    def _check_field(self, name):
        """Return the field of that name.

        :raise ValidationError: there is none, it can't be measured, or its user may not read it
        """
        # Constraints come with all rights.
        model = self.env[self.model].sudo(self.env.uid == SUPERUSER_ID)
        field = model._fields.get((name or "").strip())
        names = {"register": self.name, "field": name, "model": self.env["ir.model"].sudo()._get(self.model).name}
        if field is None or name != name.strip():
            raise ValidationError(self.env._("“%(register)s”: %(model)s has no field %(field)s.", **names))
        if not field.store or not field.column_type or field.type in NOT_MEASURED:
            raise ValidationError(self.env._("“%(register)s”: %(field)s of %(model)s can't be measured.", **names))
        if not model.env.su and not (model.has_access("read") and model._has_field_access(field, "read")):
            raise ValidationError(self.env._("“%(register)s”: you may not read %(field)s of %(model)s.", **names))
        return field

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | UNMEASURED

    def write(self, vals):
        """Change entries; another field begins unmeasured."""
        result = super().write(vals)
        if vals.keys() & {"model", "field_name", "date_field_name", "company_id"}:
            # sudo: what was measured of another field
            self.sudo().measure_ids.unlink()
            self._guarded_write(dict(UNMEASURED))
        return result

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_measure(self):
        """Measure now (button).

        :raise AccessError: the user is no manager
        """
        check_managers(self, self.env._("Only sales, service and channel managers measure customer data."))
        self._measure()
        return True

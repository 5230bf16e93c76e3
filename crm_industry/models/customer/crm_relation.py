import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

SOURCE = "file"
STRENGTHS = [("1", "Loose"), ("2", "Weak"), ("3", "Medium"), ("4", "Strong"), ("5", "Very Strong")]
ROLES = [
    ("decision_maker", "Decision Maker"),
    ("economic_buyer", "Economic Buyer"),
    ("influencer", "Influencer"),
    ("user", "User"),
    ("gatekeeper", "Gatekeeper"),
]
# A relation that is alike both ways is the same pair whoever is written first. One without a company is in every company's way.
NO_OVERLAP = (
    "EXCLUDE USING gist ("
    "int4range(type_id, type_id, '[]') WITH =, "
    "(CASE WHEN both_ways THEN int4range(LEAST(partner_id, other_id), LEAST(partner_id, other_id), '[]')"
    " ELSE int4range(partner_id, partner_id, '[]') END) WITH =, "
    "(CASE WHEN both_ways THEN int4range(GREATEST(partner_id, other_id), GREATEST(partner_id, other_id), '[]')"
    " ELSE int4range(other_id, other_id, '[]') END) WITH =, "
    "int4range(company_id, company_id, '[]') WITH &&, "
    "daterange(date_from, date_to, '[]') WITH &&)"
)


class CrmRelation(models.Model):
    """A relation between two partners for a time: companies of a group, a person who decides for a company, relatives.

    It is written down once and read from both sides (`crm.relation.side`). PostgreSQL sees to it that the same relation of two
    partners is not there twice at any time. What is over keeps its last day and stays as history.
    """

    _name = "crm.relation"
    _inherit = ["crm.guarded.mixin"]
    _description = "Relation between Partners"
    _order = "strength desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade", check_company=True)
    type_id = fields.Many2one("crm.relation.type", string="Relation", required=True, index=True, ondelete="restrict")
    other_id = fields.Many2one(
        "res.partner", string="Other Partner", required=True, index=True, ondelete="cascade", check_company=True
    )
    customer_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer", store=True, index=True, precompute=True
    )
    other_customer_id = fields.Many2one(
        related="other_id.commercial_partner_id", string="Other Customer", store=True, index=True, precompute=True
    )
    both_ways = fields.Boolean(related="type_id.symmetric", string="Both Ways Alike", store=True, precompute=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: known to all companies; both partners have to be shared then.",
    )
    date_from = CheckedDate(string="From", help="First day. Empty: since ever.")
    date_to = CheckedDate(string="Until", help="Last day. Empty: until further notice.")
    is_current = fields.Boolean(string="Now", compute="_compute_is_current", search="_search_is_current")
    strength = fields.Selection(STRENGTHS, required=True, default="3")
    decision_role = fields.Selection(
        ROLES, string="Role in Decisions", help="Of the first partner, for what the other one decides."
    )
    note = fields.Text()
    source = fields.Char(readonly=True, copy=False, default=SOURCE, help="The file or system that the relation comes from.")
    external_id = fields.Char(string="External ID", readonly=True, copy=False, default=lambda self: str(uuid.uuid4()))
    payload_hash = fields.Char(readonly=True, copy=False)

    _dates_in_order = models.Constraint("CHECK (date_from <= date_to)", "A relation ends after it begins.")
    _not_itself = models.Constraint("CHECK (partner_id != other_id)", "A partner has no relation to itself.")
    _no_overlap = models.Constraint(
        NO_OVERLAP, "These two partners have this relation at that time already: change it, or end it the day before."
    )
    _external_uniq = models.UniqueIndex(
        "(company_id, source, external_id) WHERE external_id IS NOT NULL", "This relation of the source is there already."
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"payload_hash": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Record relations, each known to later files by an external ID of its own."""
        self._refuse_guarded({name for vals in vals_list for name in vals.keys() & {"source", "external_id"}})
        relations = super().create(vals_list)
        relations._check_partners_seen()
        return relations

    def write(self, vals):
        self._refuse_guarded(vals.keys() & {"source", "external_id"})
        result = super().write(vals)
        if vals.keys() & {"partner_id", "other_id"}:
            self._check_partners_seen()
        return result

    # -- now -----------------------------------------------------------------------------------------------------------

    @api.model
    def _current_domain(self, day=None):
        """Domain of the relations of a day, today by default."""
        day = day or self.env.company._business_today()
        begun = Domain("date_from", "=", False) | Domain("date_from", "<=", day)
        return begun & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))

    @api.depends("date_from", "date_to")
    @api.depends_context("company")
    def _compute_is_current(self):
        today = self.env.company._business_today()
        for relation in self:
            begun = not relation.date_from or relation.date_from <= today
            relation.is_current = begun and (not relation.date_to or relation.date_to >= today)

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        current = self._current_domain()
        wanted = [current if flag else ~current for flag in value]
        return Domain.OR(wanted)

    @api.depends("partner_id", "type_id", "other_id")
    def _compute_display_name(self):
        for relation in self:
            words = (relation.partner_id.display_name, relation.type_id.name, relation.other_id.display_name)
            relation.display_name = " ".join(word for word in words if word)

    # -- checks --------------------------------------------------------------------------------------------------------

    @api.constrains("partner_id", "other_id", "company_id")
    def _check_shared_partners(self):
        """What all companies see names no partner of one of them."""
        for relation in self.filtered(lambda relation: not relation.company_id):
            partners = (relation.partner_id | relation.other_id).sudo()
            if own := partners.filtered("company_id")[:1]:
                raise ValidationError(
                    self.env._(
                        "%(partner)s belongs to %(company)s: give the relation this company.",
                        partner=own.display_name,
                        company=own.company_id.name,
                    )
                )

    @api.constrains("partner_id", "other_id", "type_id")
    def _check_kinds(self):
        for relation in self:
            kind = relation.type_id
            for partner, wanted in ((relation.partner_id, kind.source_kind), (relation.other_id, kind.other_kind)):
                if wanted == "company" and not partner.is_company:
                    raise ValidationError(
                        self.env._(
                            "%(partner)s is a person: “%(type)s” is for a company there.",
                            partner=partner.display_name,
                            type=kind.name,
                        )
                    )
                if wanted == "person" and partner.is_company:
                    raise ValidationError(
                        self.env._(
                            "%(partner)s is a company: “%(type)s” is for a person there.",
                            partner=partner.display_name,
                            type=kind.name,
                        )
                    )

    def _check_partners_seen(self):
        """:raise AccessError: the user relates partners whom the user can't see"""
        (self.partner_id | self.other_id).check_access("read")

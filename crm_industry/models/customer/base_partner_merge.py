from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Relations of partners who are merged: none to itself, none twice at a time."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._join_relations(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _join_relations(self, src_partners, dst_partner):
        """Drop the relations that would stand in the way: between the merged ones, and those that repeat an older one."""
        relations = self.env["crm.relation"]
        relations.flush_model()
        both = [*src_partners.ids, *dst_partner.ids]
        joined = SQL(
            """
            SELECT id, type_id, both_ways, int4range(company_id, company_id, '[]') AS companies,
                   daterange(date_from, date_to, '[]') AS days,
                   CASE WHEN partner_id = ANY(%(both)s) THEN %(new)s ELSE partner_id END AS one,
                   CASE WHEN other_id = ANY(%(both)s) THEN %(new)s ELSE other_id END AS two
              FROM crm_relation WHERE partner_id = ANY(%(both)s) OR other_id = ANY(%(both)s)
            """,
            both=both,
            new=dst_partner.id,
        )
        self.env.cr.execute(
            SQL(
                """
                WITH joined AS (%s)
                DELETE FROM crm_relation WHERE id IN (SELECT id FROM joined WHERE one = two) OR id IN (
                    SELECT late.id FROM joined late JOIN joined early ON early.id < late.id AND early.type_id = late.type_id
                     WHERE (early.one = late.one AND early.two = late.two
                            OR early.both_ways AND early.one = late.two AND early.two = late.one)
                       AND early.companies && late.companies AND early.days && late.days
                )
                """,
                joined,
            )
        )
        relations.invalidate_model(flush=False)

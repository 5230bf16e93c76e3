import re

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_id, as_options, as_text

from ...tools.number_patterns import (
    clean_pattern,
    endings,
    equal_places,
    has_letters,
    pattern_like,
    pattern_regex,
    pattern_tail,
    spelled_out,
)
from .crm_telecom_lifecycle_mixin import AGENT

MOST = 200
# So many last digits are in the index of the endings.
INDEXED = 4


class CrmTelecomNumber(models.Model):
    """Free numbers to choose from, in time for a customer at the counter whatever the size of the pool."""

    _inherit = "crm.telecom.number"

    _endings = models.Index("(company_id, \"right\"(e164, 4)) WHERE state = 'free'")

    @api.model
    @api.readonly
    def search_free(self, options=None, limit=50):
        """Return free numbers of the present company for telecom agents, in the order of the numbers.

        :param dict options: any of ``access_type`` (mobile), ``pattern`` (*8888, *AABB, 138*; digits alone are looked for
            anywhere), ``grade_id``, ``region_id`` (with the regions in it)
        :param int limit: 200 at most
        :return: [{id, e164, grade, region}]
        :raise AccessError: the user is no telecom agent
        :raise UserError: an option makes no sense
        """
        if not self.env.user.has_group(AGENT):
            raise AccessError(self.env._("Only telecom agents choose numbers."))
        options = as_options(self.env, options, ("access_type", "pattern", "grade_id", "region_id"))
        numbers = self._search_free(
            self.env.company,
            as_text(self.env, options.get("access_type")) or "mobile",
            as_text(self.env, options.get("pattern")),
            *(options.get(name) and as_id(self.env, options[name]) for name in ("grade_id", "region_id")),
            min(as_id(self.env, limit), MOST),
        )
        return [
            {"id": number.id, "e164": number.e164, "grade": number.grade_id.name or "", "region": number.region_id.name or ""}
            for number in numbers
        ]

    @api.model
    def _search_free(self, company, access_type, pattern="", grade_id=False, region_id=False, limit=50):
        """Return free numbers of a company.

        :param str pattern: see `tools.number_patterns`; empty: any
        :raise UserError: it is no pattern
        """
        domain = Domain([("company_id", "=", company.id), ("state", "=", "free"), ("access_type", "=", access_type)])
        if grade_id:
            domain &= Domain("grade_id", "=", grade_id)
        if region_id:
            domain &= Domain("region_id", "child_of", region_id)
        query = self._search(domain, limit=limit, order="e164")
        if pattern and pattern.strip():
            e164 = SQL.identifier(query.table, "e164", to_flush=self._fields["e164"])
            query.add_where(self._pattern_condition(company, e164, self._whole_pattern(pattern)))
        return self.browse(query)

    @api.model
    def _whole_pattern(self, pattern):
        """What is looked for in numbers: letters without * at the end of a number."""
        return pattern if "*" in pattern or not re.search("[A-Ja-j]", pattern) else f"*{pattern}"

    @api.model
    def _pattern_condition(self, company, e164, text):
        """Return the SQL condition for the numbers of a pattern; what most patterns are is found by index.

        :param company: whose country's numbers may be written without its code
        :param SQL e164: the number
        :raise UserError: it is no pattern
        """
        try:
            pattern = clean_pattern(text)
        except ValueError:
            raise UserError(
                self.env._(
                    "“%(pattern)s” is no pattern. Use digits, ?, * and the letters A to J, like *8888, *AABB or 138*.",
                    pattern=text[:40],
                )
            ) from None
        if tail := pattern_tail(pattern):
            return self._tail_condition(e164, tail)
        if has_letters(pattern):
            return SQL("%s ~ %s", self._national_query(company, e164), pattern_regex(pattern))
        like = pattern_like(pattern)
        if like.startswith("%"):
            return SQL("%s LIKE %s", e164, like)
        # sudo: the country of a company that the user works for
        return SQL("%s LIKE %s", e164, f"+{company.sudo().country_id.phone_code or ''}{like}")

    @api.model
    def _tail_condition(self, e164, tail):
        """Return the SQL condition for the numbers that end so."""
        if ways := endings(tail, INDEXED):
            # As in the index of the endings.
            return SQL("(right(%s, 4) = ANY(%s) AND %s)", e164, ways, self._whole_tail_condition(e164, tail))
        return self._whole_tail_condition(e164, tail)

    @api.model
    def _whole_tail_condition(self, e164, tail):
        if spelled := spelled_out(tail):
            return SQL("(%s)", SQL(" OR ").join(SQL("%s LIKE %s", e164, pattern_like(f"*{each}")) for each in spelled))
        same = [
            SQL("left(right(%(number)s, %(one)s), 1) = left(right(%(number)s, %(other)s), 1)", number=e164, one=one, other=other)
            for one, other in equal_places(tail)
        ]
        given = re.sub("[A-J]", "?", tail)
        return SQL("(%s LIKE %s AND %s)", e164, pattern_like(f"*{given}"), SQL(" AND ").join(same) if same else SQL("TRUE"))

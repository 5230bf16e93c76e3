from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_day, as_id, as_ids

SEES_ALL = ("sales_team.group_sale_salesman_all_leads", "crm_industry.group_channel_manager")


class CrmDealerCoverage(models.Model):
    """Answers who may sell what where, for any day."""

    _inherit = "crm.dealer.coverage"

    # -- SQL for other models ------------------------------------------------------------------------------------------

    @api.model
    def _covering_query(self, day=None, company=None):
        """Return the query of what is, or was, covered.

        Columns: company_id (root of a branch tree), dealer_id (commercial partner), region_id, categ_id (NULL: every product),
        brand_id (NULL: every brand and products without one), date_from, date_to (both included), agreement_id,
        parent_agreement_id, exclusive. Each region and category below the agreed ones has rows of its own; several rows may
        cover the same. Compare a row with goods by `_covers`.

        :param day: only rows valid that day: a date, or SQL of one; by default those of all times
        :param company: res.company, whose root keeps the agreements; by default all companies
        """
        self.flush_model()
        conditions = [SQL("TRUE")]
        if day:
            day = day if isinstance(day, SQL) else SQL("%s::date", day)
            conditions.append(SQL("%s BETWEEN date_from AND date_to", day))
        if company:
            conditions.append(SQL("company_id = %s", company.sudo().root_id.id))
        return SQL(
            "SELECT company_id, dealer_id, region_id, categ_id, brand_id, date_from, date_to, agreement_id, parent_agreement_id,"
            " exclusive FROM crm_dealer_coverage WHERE %s",
            SQL(" AND ").join(conditions),
        )

    @api.model
    def _covers(self, cell, region=None, categ=None, brand=None, day=None):
        """Return the SQL condition that a row of `_covering_query` covers goods in a region on a day; what is left out is any.

        :param str cell: alias of the row
        :param region: SQL of a region's id
        :param categ: SQL of a category's id, may be NULL
        :param brand: SQL of a brand's id, may be NULL
        :param day: SQL of a date
        """
        cell = SQL.identifier(cell)
        conditions = [SQL("TRUE")]
        if region:
            conditions.append(SQL("%s.region_id = %s", cell, region))
        for name, value in (("categ_id", categ), ("brand_id", brand)):
            if value:
                column = SQL("%s.%s", cell, SQL.identifier(name))
                conditions.append(SQL("(%(column)s IS NULL OR %(column)s = %(value)s)", column=column, value=value))
        if day:
            conditions.append(SQL("%(day)s BETWEEN %(cell)s.date_from AND %(cell)s.date_to", day=day, cell=cell))
        return SQL(" AND ").join(conditions)

    @api.model
    def _in_force(self, cell):
        """Return the SQL condition that the agreement of a cell counts for new orders: a suspended one does not from the
        hour on, though the day of its suspension is still covered.

        :param str cell: alias of the cell
        """
        self.env["crm.dealer.agreement"].flush_model(["state"])
        return SQL(
            "NOT EXISTS (SELECT FROM crm_dealer_agreement own WHERE own.id = %s.agreement_id AND own.state = 'suspended')",
            SQL.identifier(cell),
        )

    # -- answers -------------------------------------------------------------------------------------------------------

    @api.model
    def _may_sell(self, dealer, products, region=None, day=None, company=None):
        """Tell for products whether a dealer may sell them in a region on a day. For code that has checked who asks.

        :param dealer: res.partner
        :param products: product.product records
        :param region: crm.region; none or empty: anywhere
        :param day: date, by default today in the company
        :param company: res.company, by default the current one
        :return: {product: answer}, see `_answers`
        """
        company, region = company or self.env.company, region or self.env["crm.region"]
        questions = [self._question(company, dealer.commercial_partner_id, product, region, day) for product in products]
        return dict(zip(products, self._answers(questions), strict=True))

    @api.model
    def _question(self, company, dealer, product, region, day=None):
        """Return a question for `_answers`: may a dealer (commercial partner) sell a product in a region (empty: anywhere)?

        :param day: date, by default today in the company
        """
        company = company.sudo().root_id
        return {
            "company_id": company.id,
            "dealer_id": dealer._origin.id,
            "region_id": region._origin.id or None,
            "categ_id": product.categ_id.id or None,
            "brand_id": product.channel_brand_id.id or None,
            "day": day or company._business_today(),
        }

    @api.model
    def _answers(self, questions, now=False):
        """Answer many questions by one statement.

        :param questions: list of `_question`
        :param bool now: whether suspended agreements count no more on the day of their suspension, as for new orders
        :return: list of {"allowed", "agreement_id" or None, "exclusive", "until" (last day covered) or None,
            "reason" (None when allowed; "agreement": the dealer has none that day; "region": none of its regions; "product": not
            among what it may sell there), "holder_id" (another dealer that has the goods exclusively there) or None}
        """
        if not questions:
            return []
        self.flush_model()
        answers = {}
        # Apart, since a condition for both kinds could use no index of the region.
        for there in (True, False):
            numbers = [number for number, question in enumerate(questions) if bool(question["region_id"]) == there]
            if numbers:
                query = self._answers_query([questions[number] for number in numbers], now, there)
                answers.update(zip(numbers, self.env.execute_query_dict(query), strict=True))
        return [answers[number] for number in range(len(questions))]

    @api.model
    def _answers_query(self, questions, now, there):
        """Return the query of the answers, in the order of the questions, which all name a region (``there``) or none."""
        return SQL(
            """
            SELECT own.agreement_id, COALESCE(own.exclusive, FALSE) AS exclusive, own.date_to AS until,
                   own.agreement_id IS NOT NULL AS allowed,
                   CASE WHEN own.agreement_id IS NOT NULL THEN NULL
                        WHEN NOT EXISTS (SELECT FROM crm_dealer_coverage cell WHERE %(mine)s) THEN 'agreement'
                        WHEN NOT EXISTS (SELECT FROM crm_dealer_coverage cell WHERE %(mine)s AND %(there)s) THEN 'region'
                        ELSE 'product' END AS reason,
                   holder.dealer_id AS holder_id
              FROM %(asked)s
              LEFT JOIN LATERAL (
                SELECT cell.agreement_id, cell.exclusive, cell.date_to FROM crm_dealer_coverage cell
                 WHERE %(mine)s AND %(there)s AND %(goods)s
                 ORDER BY cell.exclusive DESC, cell.agreement_id LIMIT 1) own ON TRUE
              LEFT JOIN LATERAL (%(holder)s) holder ON own.agreement_id IS NULL
             ORDER BY asked.number
            """,
            asked=self._asked(questions),
            mine=self._mine(now),
            there=SQL("cell.region_id = asked.region_id") if there else SQL("TRUE"),
            goods=self._covers("cell", categ=SQL("asked.categ_id"), brand=SQL("asked.brand_id")),
            holder=self._holder_query(),
        )

    @api.model
    def _asked(self, questions):
        """SQL of the questions as rows, numbered."""
        columns = ("company_id", "dealer_id", "region_id", "categ_id", "brand_id")
        return SQL(
            """
            unnest(%(company_id)s::int[], %(dealer_id)s::int[], %(region_id)s::int[], %(categ_id)s::int[], %(brand_id)s::int[],
                   %(day)s::date[])
            WITH ORDINALITY AS asked (company_id, dealer_id, region_id, categ_id, brand_id, day, number)
            """,
            day=[question["day"] for question in questions],
            **{name: [question[name] for question in questions] for name in columns},
        )

    @api.model
    def _holder_query(self):
        """SQL: another dealer of the company itself that has the goods asked about exclusively, there and that day."""
        return SQL(
            """
            SELECT cell.dealer_id FROM crm_dealer_coverage cell
             WHERE cell.exclusive AND cell.parent_agreement_id IS NULL AND cell.company_id = asked.company_id
               AND cell.region_id = asked.region_id AND cell.dealer_id <> asked.dealer_id AND %s
             LIMIT 1
            """,
            self._covers("cell", categ=SQL("asked.categ_id"), brand=SQL("asked.brand_id"), day=SQL("asked.day")),
        )

    @api.model
    def _mine(self, now):
        """SQL: the cell is of the dealer asked about, on the day asked about."""
        condition = SQL(
            "cell.company_id = asked.company_id AND cell.dealer_id = asked.dealer_id"
            " AND asked.day BETWEEN cell.date_from AND cell.date_to"
        )
        return SQL("%s AND %s", condition, self._in_force("cell")) if now else condition

    @api.model
    def _reason_text(self, answer, region):
        """Why not, in one sentence. Who has it exclusively is for channel managers only.

        :param dict answer: of `_answers`, not allowed
        :param region: crm.region, may be empty
        """
        reasons = {
            "agreement": self.env._("the dealer has no agreement in force"),
            "region": self.env._("%(region)s is not in the dealer's agreement", region=region.display_name),
            "product": self.env._("the dealer's agreement does not cover this product there"),
        }
        text = reasons[answer["reason"]]
        if not answer["holder_id"]:
            return text
        return self.env._("%(reason)s; another dealer has it exclusively", reason=text)

    # -- for clients of the API ----------------------------------------------------------------------------------------

    @api.model
    @api.readonly
    def may_sell(self, dealer_id, product_ids, region_id=False, day=False, company_id=False):
        """Tell whether a dealer may sell products in a region on a day.

        :param int dealer_id: res.partner
        :param list product_ids: product.product
        :param int region_id: crm.region; none: anywhere
        :param day: date as YYYY-MM-DD, past or to come; by default today in the company
        :param int company_id: res.company, by default the current one
        :return: list of {"product_id", "allowed", "exclusive", "agreement" (number) or False, "until" (day) or False, "reason"
            (agreement, region or product) or False, "message" or False}
        :raise AccessError: the user may not read the dealer's agreements
        :raise UserError: an argument makes no sense, or a record does not exist
        """
        self.check_access("read")
        dealer = self._readable("res.partner", [as_id(self.env, dealer_id)])
        products = self._readable("product.product", as_ids(self.env, product_ids))
        region = self._readable("crm.region", as_ids(self.env, [region_id] if region_id else []))
        company = self.env.company
        if company_id:
            company = self._readable("res.company", [as_id(self.env, company_id)])
        self._check_sees(dealer.commercial_partner_id)
        answers = self.sudo()._may_sell(dealer, products, region, as_day(self.env, day), company)
        return [self._public_answer(product, answer, region) for product, answer in answers.items()]

    def _readable(self, model, ids):
        """Return records that the user may read.

        :raise UserError: one of them does not exist
        """
        records = self.env[model].browse(ids)
        if missing := records - records.exists():
            raise UserError(
                self.env._(
                    "There is no “%(model)s” with the number %(number)s.",
                    model=self.env["ir.model"].sudo()._get(model).name,
                    number=missing[0].id,
                )
            )
        records.check_access("read")
        return records

    def _check_sees(self, dealer):
        """:raise AccessError: a salesperson asks about a colleague's dealer"""
        user = self.env.user
        if dealer.sudo().user_id in (user, self.env["res.users"]) or any(user.has_group(group) for group in SEES_ALL):
            return
        raise AccessError(self.env._("%(dealer)s is looked after by a colleague.", dealer=dealer.display_name))

    def _public_answer(self, product, answer, region):
        # sudo: the number only, of an agreement with a dealer whom the user may ask about
        agreement = self.env["crm.dealer.agreement"].sudo().browse(answer["agreement_id"] or ())
        return {
            "product_id": product.id,
            "allowed": answer["allowed"],
            "exclusive": answer["exclusive"],
            "agreement": agreement.name or False,
            "until": fields.Date.to_string(answer["until"]) if answer["until"] else False,
            "reason": answer["reason"] or False,
            "message": False if answer["allowed"] else self._reason_text(answer, region),
        }

"""The bare SQL that a run of Tobacco 4V is compared with: all indicators, peers by market, results and dimensions written."""

from string import Template

from ..grading.run_sql import GRADE, RAW
from .values_spec import DIMENSIONS, SPEC, UNSEEN, weight

# What the trade adds to the figures of any customer.
TRADE = """
CREATE TEMP TABLE bare_trade ON COMMIT DROP AS
WITH sold AS (
    SELECT item.partner_id,
           SUM(item.quantity * unit.factor / own.factor * template.tobacco_cartons
               * CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END)
               FILTER (WHERE category.tobacco_class IN ('1', '2', '3', '4', '5')) AS cartons,
           -SUM(item.balance) FILTER (WHERE category.tobacco_class IN ('1', '2')) AS premium
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id AND move.move_type IN ('out_invoice', 'out_refund')
      JOIN product_product product ON product.id = item.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN product_category category ON category.id = template.categ_id
      JOIN uom_uom unit ON unit.id = item.product_uom_id
      JOIN uom_uom own ON own.id = template.uom_id
     WHERE item.parent_state = 'posted' AND item.display_type = 'product' AND item.company_id = ANY(%(companies)s)
       AND item.invoice_date BETWEEN %(first)s AND %(last)s
     GROUP BY 1
), paid AS (
    SELECT item.partner_id, COALESCE(SUM(part.amount) FILTER (WHERE journal.tobacco_electronic), 0) / SUM(part.amount) AS share
      FROM account_partial_reconcile part
      JOIN account_move_line payment ON payment.id = part.credit_move_id
      JOIN account_journal journal ON journal.id = payment.journal_id AND journal.type IN ('bank', 'cash', 'credit')
      JOIN account_move_line item ON item.id = part.debit_move_id
      JOIN account_move invoice ON invoice.id = item.move_id AND invoice.move_type = 'out_invoice'
     WHERE item.company_id = ANY(%(companies)s) AND payment.date BETWEEN %(first)s AND %(last)s
     GROUP BY 1
), offended AS (
    SELECT retailer_id, SUM(points) AS points
      FROM crm_tobacco_compliance_event
     WHERE state IN ('confirmed', 'appealed', 'upheld') AND confirmed_on > %(last)s::date - interval '1 year'
       AND confirmed_on <= %(last)s
     GROUP BY 1
)
SELECT raw.*, retailer.market AS peer, COALESCE(sold.cartons, 0)::numeric AS e2,
       raw.e1 / NULLIF(GREATEST(sold.cartons, 0), 0)::numeric AS e4,
       COALESCE(sold.premium, 0) / NULLIF(GREATEST(raw.e1, 0), 0) AS e5,
       GREATEST(0, 100 - COALESCE(offended.points, 0)) AS r1, paid.share AS d4,
       CASE WHEN d1 > 2 THEN 2 WHEN d1 < -2 THEN -2 ELSE d1 END AS growth
  FROM bare_raw raw
  JOIN crm_tobacco_retailer retailer ON retailer.partner_id = raw.partner_id
  LEFT JOIN sold ON sold.partner_id = raw.partner_id
  LEFT JOIN paid ON paid.partner_id = raw.partner_id
  LEFT JOIN offended ON offended.retailer_id = retailer.id
"""


CODES = [code for code, _points, _score in SPEC]


def _score_of(letter):
    inside = sum(points for code, points, _score in SPEC if code[0] == letter)
    return f"ROUND(({' + '.join(f'{points} * s_{code}' for code, points, _ in SPEC if code[0] == letter)}) / {inside}.0, 4)"


SCORES = Template("""
CREATE TEMP TABLE bare_score ON COMMIT DROP AS SELECT *, $scores FROM bare_trade WHERE outside IS NULL
""").substitute(scores=", ".join(f"{score} AS s_{code}" for code, _points, score in SPEC))
TOTALS = Template("""
CREATE TEMP TABLE bare_total ON COMMIT DROP AS
SELECT *, $total AS total FROM (SELECT *, $parts, $axes FROM bare_score) AS contributed
""").substitute(
    total=" + ".join(f"c_{code}" for code in CODES),
    parts=", ".join(f"ROUND({weight(code)} * s_{code}, 4) AS c_{code}" for code in CODES),
    axes=", ".join(f"{_score_of(letter)} AS score_{letter}" for letter in DIMENSIONS),
)
AXES = {"": "total"} | {letter: f"score_{letter}" for letter in DIMENSIONS}
RANKS = Template("""
CREATE TEMP TABLE bare_rank ON COMMIT DROP AS
SELECT partner_id, size, low_ AS low, low_ + equals_ - 1 AS high, $grades
  FROM (SELECT partner_id, COUNT(*) OVER (PARTITION BY peer) AS size, $low, $equals FROM bare_total) AS ranked
""").substitute(
    grades=", ".join(f"pg_temp.bare_grade(2 * low_{axis} + equals_{axis} - 2, size) AS grade_{axis}" for axis in AXES),
    low=", ".join(f"RANK() OVER (PARTITION BY peer ORDER BY {score} DESC) AS low_{axis}" for axis, score in AXES.items()),
    equals=", ".join(f"COUNT(*) OVER (PARTITION BY peer, {score}) AS equals_{axis}" for axis, score in AXES.items()),
)
GROUPS = """
INSERT INTO crm_grading_peer_group (run_id, key, name, level, merged, population, size, small, policy_applied)
SELECT %(run)s, jsonb_build_array(peer), peer, 1, FALSE, COUNT(*), COUNT(*) FILTER (WHERE outside IS NULL), FALSE, 'split'
  FROM bare_trade GROUP BY peer
"""
RESULTS = Template("""
INSERT INTO crm_grading_result
    (run_id, partner_id, company_id, scheme_id, peer_group_id, peer_leaf_id, status, reason, total, coverage, rank, rank_high,
     size, computed_grade_id, final_grade_id, movement, runs_below, detail)
SELECT %(run)s, raw.partner_id, %(company)s, %(scheme)s, peers.id, peers.id,
       CASE WHEN raw.outside = 'new' THEN 'new' WHEN total.total IS NOT NULL THEN 'rated' ELSE 'not_rated' END, raw.outside,
       total.total, 100, ranked.low, ranked.high, ranked.size, (%(grades)s)[ranked.grade_],
       CASE WHEN raw.outside = 'new' THEN %(initial)s ELSE (%(grades)s)[ranked.grade_] END, 0, 0,
       CASE WHEN raw.outside IS NULL THEN jsonb_build_object($details) END
  FROM bare_trade raw
  JOIN crm_grading_peer_group peers ON peers.run_id = %(run)s AND peers.name = raw.peer
  LEFT JOIN bare_total total ON total.partner_id = raw.partner_id
  LEFT JOIN bare_rank ranked ON ranked.partner_id = raw.partner_id
 ORDER BY raw.partner_id
""").substitute(
    details=", ".join(
        f"'{code}', jsonb_build_array({'NULL' if code in UNSEEN else f'total.{code}'}, s_{code}, {weight(code)}, c_{code})"
        for code in CODES
    )
)
PARTS = Template("""
INSERT INTO crm_grading_result_dimension (result_id, dimension_id, code, score, grade_id, coverage)
SELECT result.id, (%(dimensions)s)[axis.number], axis.code, axis.score, (%(grades)s)[axis.grade], 100
  FROM bare_total total
  JOIN crm_grading_result result ON result.run_id = %(run)s AND result.partner_id = total.partner_id
  JOIN bare_rank ranked ON ranked.partner_id = total.partner_id
 CROSS JOIN LATERAL (VALUES $rows) AS axis (number, code, score, grade)
 ORDER BY result.id
""").substitute(rows=", ".join(f"({place}, '{axis}', score_{axis}, grade_{axis})" for place, axis in enumerate(DIMENSIONS, 1)))
STATEMENTS = (
    GRADE, RAW, "ANALYZE bare_raw", TRADE, "ANALYZE bare_trade", SCORES, TOTALS, "ANALYZE bare_total", RANKS,
    "ANALYZE bare_rank", GROUPS, RESULTS, PARTS,
)  # fmt: skip


def run(cr, parameters):
    """Compute the run and write its groups, results and dimensions."""
    cr.execute("SET LOCAL jit = off")
    for statement in STATEMENTS:
        cr.execute(statement, parameters)

"""In Odoo: the detection beside bare SQL that writes the same rows, and what new events cost later."""

from odoo.tools import SQL

from ..figures import Figure, seconds
from ..generator.world import find_main
from ..grading.process import Cost, as_manager, undone
from ..timing import interleaved
from . import EVENTS, bare
from .differences import differences

BOUND = 1.5
LARGE = 100_000  # serial numbers from which on the bound holds; with few, planning outweighs all
MEMORY = 100  # MB that the Odoo process may grow by
SHARE = 100  # events for one that is new later
LATER = 0.05  # times the time of the first detection, for 1 % new events
CONSTANT = 1.0  # seconds that a detection may take whatever there is
MORE = """
INSERT INTO crm_serial_event (company_id, code, lot_id, kind, dealer_id, region_id, event_time, source, external_id)
SELECT company_id, code, lot_id, kind, dealer_id, region_id, event_time, source, external_id || '-' || %s
  FROM crm_serial_event WHERE company_id = %s AND id %% %s = 0
"""


def run(env, rounds=2):
    """Detect among the generated events, each time from the beginning.

    :return: list of Figure
    """
    env, company = as_manager(env, find_main(env))
    detection = env["crm.diversion.detection"]._for_company(company)
    with undone(env):
        serials, wrong = differences(detection, parameters(company))
    return [*_exactness(serials, wrong), _cost(detection, serials, rounds), *_later(detection, serials)]


def parameters(company):
    """:return: what the bare SQL needs to know"""
    env = company.env
    rules = env["crm.diversion.rule"].search([("company_id", "=", company.id)])
    return {
        "company": company.id,
        "zone": company.business_tz or "UTC",
        "now": env.cr.now(),
        "today": company._business_today(),
        "user": company._diversion_user().id,
        "uid": env.uid,
    } | {rule.kind: rule.id for rule in rules}


def _title(serials):
    return f"detection, {serials} serial numbers, {EVENTS * serials} events"


def _exactness(serials, wrong):
    """Shipments, findings and cases that differ, and signs that nothing was found of."""
    counts = {what: count for what, count in wrong.items() if isinstance(count, int)}
    found = ", ".join(f"{count} {reason}" for reason, count in wrong["found"].items())
    return [
        Figure(f"{_title(serials)}: rows that differ", str(sum(counts.values())), "", sum(counts.values()), 0, str(counts)),
        Figure(f"{_title(serials)}: signs without findings", found, "", 6 - len(wrong["found"]), 0),
    ]


def _cost(detection, serials, rounds):
    env = detection.env

    def ours():
        with undone(env):
            detection._detect_now()
            env.flush_all()

    def by_hand():
        with undone(env):
            bare.run(env.cr, parameters(detection.company_id))

    env.cr.execute("ANALYZE")
    found = interleaved(env, rounds, ours=ours, bare=by_hand)
    return Figure(
        _title(serials),
        seconds(found["ours"].seconds),
        seconds(found["bare"].seconds),
        found["ours"].ratio(found["bare"]),
        BOUND if serials >= LARGE else None,
        "bare SQL",
    )


def _later(detection, serials):
    """1 % more events, and a tenth of that, after a first detection."""
    env, title = detection.env, _title(serials)
    with undone(env):
        first = _detect(detection)
        few = _add(detection, 10 * SHARE), _detect(detection)
        many = _add(detection, SHARE), _detect(detection)
    part = max(0.0, many[1].seconds - CONSTANT) / first.seconds
    more, queries = many[0] - few[0], many[1].queries - few[1].queries
    return [
        Figure(f"{title}: growth of the process in MB", f"{first.megabytes:.0f}", "", first.megabytes, MEMORY),
        Figure(
            f"{title}: {many[0]} new ones later, less a second",
            seconds(many[1].seconds),
            seconds(first.seconds),
            part,
            LATER,
            "times the first",
        ),
        Figure(f"{title}: queries more for {more} new events more", str(queries), "", queries, 0),
    ]


def _detect(detection):
    """:return: Cost of a whole detection, its ``queries`` included"""
    env = detection.env
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    with Cost() as cost:
        detection._detect_now()
        env.flush_all()
    cost.queries = env.cr.sql_log_count - before
    return cost


def _add(detection, share):
    """Some events are reported once more.

    :return: how many
    """
    cr = detection.env.cr
    cr.execute(SQL(MORE, share, detection.company_id.id, share))
    return cr.rowcount

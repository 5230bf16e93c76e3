from odoo.tools import SQL


def post_init_hook(env):
    """Make credit accounts of the limits that customers have in Odoo's own field, and take over its default."""
    for company in env["res.company"].search([("parent_id", "=", False)]):
        company._pull_credit_default()
        _import_core_limits(env, company)
    _log_imported(env)
    env["crm.credit.account"].search([]).partner_id._mirror_credit_limit()


def _import_core_limits(env, company):
    """An account for each customer whose limit differs from the default; contacts only have copies.

    Odoo reads zero as "no limit". A negative limit makes it warn always, which is what prepayment means.
    """
    partners = env["res.partner"].with_company(company)
    fallback = partners._fields["credit_limit"].get_company_dependent_fallback(partners) or 0.0
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_credit_account
                   (partner_id, company_id, limit_mode, limit_amount, limit_reason, status,
                    create_uid, write_uid, create_date, write_date)
            SELECT id, %(company)s, CASE WHEN amount = 0 THEN 'unlimited' WHEN amount < 0 THEN 'prepay' ELSE 'limited' END,
                   LEAST(GREATEST(amount, 0), 1000000000000), %(reason)s, 'normal',
                   %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM (SELECT id, ROUND((credit_limit->>%(key)s)::numeric, %(digits)s) AS amount
                      FROM res_partner WHERE commercial_partner_id = id AND credit_limit ? %(key)s) partner
             WHERE amount != %(fallback)s
                ON CONFLICT (partner_id, company_id) DO NOTHING
            """,
            company=company.id,
            key=str(company.id),
            digits=company.currency_id.decimal_places,
            fallback=fallback,
            reason=env._("Taken over from the contact's accounting settings at installation."),
            uid=env.uid,
        )
    )


def _log_imported(env):
    """The log of limits begins with those that were there."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_credit_limit_change
                   (account_id, partner_id, company_id, user_id, date, source, reason, old_mode, old_amount,
                    new_mode, new_amount, create_uid, create_date)
            SELECT id, partner_id, company_id, %(uid)s, create_date, 'install', limit_reason, 'default', 0,
                   limit_mode, limit_amount, %(uid)s, create_date
              FROM crm_credit_account WHERE limit_mode != 'default'
            """,
            uid=env.uid,
        )
    )

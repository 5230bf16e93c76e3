"""Verbs that are for the managers of sales, service and channel."""

from odoo.exceptions import AccessError

from odoo.addons.crm_grading.tools.arguments import check_ids

MANAGERS = "sales_team.group_sale_manager,crm_industry.group_service_manager,crm_industry.group_channel_manager"


def is_manager(env):
    """Return whether the user is one of the managers, or the server itself."""
    return env.su or env.user.has_groups(MANAGERS)


def check_managers(records, refusal):
    """Let only managers go on, with records that they may write.

    :param str refusal: the sentence that others get
    :raise AccessError: the user is no manager, or may not write the records
    """
    check_ids(records)
    if not is_manager(records.env):
        raise AccessError(refusal)
    records.check_access("write")

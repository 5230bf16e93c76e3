from . import crm_credit_account
from . import crm_credit_account_figures
from . import crm_credit_account_rekey
from . import crm_credit_default_change
from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_partner_core_limit

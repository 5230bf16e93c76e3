from . import crm_credit_application
from . import crm_credit_portal
from . import crm_credit_portal_report
from . import res_company
from . import res_config_settings
from . import res_partner

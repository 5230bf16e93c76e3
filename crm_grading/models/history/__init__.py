from . import crm_sales_history
from . import crm_sales_history_import
from . import res_partner

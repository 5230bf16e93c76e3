from . import crm_sales_history
from . import crm_sales_history_import

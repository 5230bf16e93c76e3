from . import crm_sales_history

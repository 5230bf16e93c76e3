from . import crm_customer_duplicate

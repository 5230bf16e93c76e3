from . import crm_customer_due
from . import crm_customer_duplicate

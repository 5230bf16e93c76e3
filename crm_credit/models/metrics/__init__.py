from . import crm_customer_metrics
from . import crm_customer_snapshot

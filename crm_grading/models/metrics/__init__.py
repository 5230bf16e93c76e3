from . import crm_customer_consumption
from . import crm_customer_metrics
from . import crm_customer_segment
from . import crm_customer_segment_cell
from . import crm_customer_snapshot

from . import crm_complaint_reason
from . import crm_complaint_goods_reason
from . import crm_complaint_call
from . import crm_complaint_lend
from . import crm_complaint_purchase
from . import crm_complaint_purchase_line
from . import crm_complaint_repair_reason

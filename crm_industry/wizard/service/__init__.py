from . import crm_complaint_reason
from . import crm_complaint_call

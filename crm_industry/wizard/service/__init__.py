from . import crm_complaint_reason

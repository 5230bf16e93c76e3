from . import crm_tobacco_licence_step
from . import crm_tobacco_compliance_reason

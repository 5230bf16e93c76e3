from . import crm_vehicle_transfer
from . import crm_service_job_reason
from . import crm_auto_answer_mixin
from . import crm_service_follow_up
from . import crm_recall_list
from . import crm_warranty_claim_reason
from . import crm_auto_feedback_answer
from . import crm_vehicle_policy_reason

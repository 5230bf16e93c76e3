from . import base_partner_merge
from . import crm_approval_refusal
from . import crm_grading_veto_lift
from . import crm_grading_preview
from . import crm_grading_preview_line

from . import crm_grading_run
from . import crm_grading_peer_group
from . import crm_grading_result
from . import crm_grading_result_dimension
from . import crm_grading_standing

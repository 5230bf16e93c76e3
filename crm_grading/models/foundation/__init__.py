from . import crm_capacity_lock
from . import crm_guarded_mixin
from . import crm_approval_mixin
from . import crm_job_stop
from . import crm_job_mixin
from . import crm_job_worker
from . import res_company
from . import res_partner

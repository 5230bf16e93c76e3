from . import crm_capacity_lock
from . import res_company
from . import res_partner

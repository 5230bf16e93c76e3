from . import crm_satisfaction_mixin
from . import crm_territory_why
from . import crm_territory_why_line
from . import crm_region_load

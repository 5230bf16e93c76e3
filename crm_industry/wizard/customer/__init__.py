from . import crm_territory_why
from . import crm_territory_why_line

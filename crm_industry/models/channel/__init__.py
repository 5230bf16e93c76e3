from . import crm_dealer_tier
from . import crm_dealer_position
from . import crm_dealer_tree
from . import res_partner

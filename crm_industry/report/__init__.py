from . import crm_dealer_node
from . import crm_relation_side

from . import crm_dealer_node

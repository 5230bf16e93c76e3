from . import crm_dealer_agreement_stop
from . import crm_dealer_order_allow
from . import crm_dealer_who
from . import crm_target_split
from . import crm_target_split_line

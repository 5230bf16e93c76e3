from . import crm_dealer_agreement_stop
from . import crm_dealer_order_allow
from . import crm_dealer_place_change
from . import crm_dealer_who
from . import crm_target_split
from . import crm_target_split_line
from . import crm_diversion_decision
from . import crm_serial_scan

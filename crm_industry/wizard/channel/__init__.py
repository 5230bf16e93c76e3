from . import crm_dealer_agreement_stop
from . import crm_dealer_order_allow
from . import crm_dealer_who
from . import crm_channel_rejection

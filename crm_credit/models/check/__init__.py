from . import account_move
from . import crm_credit_check
from . import crm_credit_decision
from . import payment_transaction
from . import sale_order
from . import sale_order_credit_notice
from . import sale_order_credit_release
from . import sale_order_line

from . import crm_credit_exposure
from . import crm_credit_exposure_invoices
from . import crm_credit_exposure_orders
from . import crm_credit_exposure_prepaid
from . import crm_credit_exposure_cover
from . import crm_credit_exposure_scope
from . import crm_credit_exposure_search

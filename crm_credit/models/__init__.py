from . import crm_credit_account
from . import crm_credit_exposure
from . import res_company

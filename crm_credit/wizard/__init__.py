from . import crm_credit_release
from . import crm_credit_statement_make

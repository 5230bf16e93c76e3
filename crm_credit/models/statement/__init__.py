from . import crm_credit_account
from . import crm_credit_statement_source
from . import crm_credit_statement_run
from . import crm_credit_statement
from . import crm_credit_statement_mail
from . import res_partner

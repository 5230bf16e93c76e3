from . import crm_credit_file_mixin
from . import crm_credit_financial
from . import crm_credit_reference
from . import crm_credit_registry
from . import crm_credit_approval_level
from . import crm_credit_delegation

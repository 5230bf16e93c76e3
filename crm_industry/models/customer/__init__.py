from . import crm_region
from . import crm_region_match
from . import crm_region_load
from . import crm_brand
from . import crm_customer_type
from . import product_template
from . import res_partner
from . import res_partner_region

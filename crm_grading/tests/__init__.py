from . import test_business_day
from . import test_capacity_lock
from . import test_customer_duplicates
from . import test_customer_key
from . import test_customer_rekey
from . import test_demo_company
from . import test_demo_plan
from . import test_menus

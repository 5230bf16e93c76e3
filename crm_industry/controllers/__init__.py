from . import customer_json
from . import customer_vcards
from . import customer_workbooks
from . import channel_portal
from . import diversion_portal
from . import shop_portal
from . import complaint_portal

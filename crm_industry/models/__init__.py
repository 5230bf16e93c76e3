from . import customer
from . import channel
from . import service
from . import market
from . import res_config_settings

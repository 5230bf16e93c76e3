from . import customer
from . import channel
from . import res_config_settings

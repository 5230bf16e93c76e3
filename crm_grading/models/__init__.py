from . import foundation
from . import res_config_settings

from . import channel_period
from . import rebate_tiers

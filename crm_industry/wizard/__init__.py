from . import customer
from . import channel
from . import service
from . import market
from . import telecom
from . import tobacco
from . import auto

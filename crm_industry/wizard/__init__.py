from . import customer
from . import channel
from . import service
from . import market

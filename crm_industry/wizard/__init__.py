from . import customer
from . import channel

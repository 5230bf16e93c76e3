from . import customer_key
from . import split
from . import period

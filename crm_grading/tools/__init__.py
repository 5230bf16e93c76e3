from . import clv, clv_bg_nbd, clv_gamma_gamma, clv_maximum
from . import customer_key
from . import split
from . import period
from . import normalise

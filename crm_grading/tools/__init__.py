from . import customer_key

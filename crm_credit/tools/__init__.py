from . import credit_verdict
from . import limit_formula
from . import statement

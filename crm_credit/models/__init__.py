from . import account
from . import exposure
from . import check
from . import policy
from . import application
from . import collection
from . import kpi
from . import metrics

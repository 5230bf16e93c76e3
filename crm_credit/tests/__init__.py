from . import test_confirmation
from . import test_doors
from . import test_online_payment
from . import test_portal
from . import test_query_count
from . import test_release
from . import test_tours
from . import test_verdict

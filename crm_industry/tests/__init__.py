from . import test_demo
from . import test_settings
from . import test_screens
from .channel import test_agreement
from .channel import test_coverage
from .channel import test_target_approval
from .channel import test_target_split_units
from .channel import test_target_tree

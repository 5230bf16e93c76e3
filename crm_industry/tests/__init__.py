from . import test_demo
from . import test_settings
from . import test_screens
from .channel import test_agreement
from .channel import test_coverage

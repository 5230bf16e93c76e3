from . import test_demo
from . import test_settings
from . import test_screens

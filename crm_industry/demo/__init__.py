from . import demo_industry

from . import (
    demo_credit_accounts,
    demo_credit_orders,
)

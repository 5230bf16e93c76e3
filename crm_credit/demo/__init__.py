from . import (
    demo_credit_users,
    demo_credit_rules,
    demo_credit_accounts,
    demo_credit_cover,
    demo_credit_orders,
    demo_credit_deliveries,
    demo_credit_file,
    demo_credit_applications,
    demo_credit_dunning,
    demo_credit_collection,
    demo_credit_figures,
    demo_credit_dates,
)

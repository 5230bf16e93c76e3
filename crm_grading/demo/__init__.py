from . import (
    crm_demo_company,
    demo_company,
    demo_users,
    demo_products,
    demo_customers,
    demo_orders,
    demo_deliveries,
    demo_invoices,
    demo_payments,
    demo_returns,
    demo_dates,
    demo_grading,
    demo_grade_decisions,
||||||| parent of 77442ff ([ADD] crm_credit: credit figures in the customer metrics)
    demo_metrics,
)

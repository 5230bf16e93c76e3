{
    "name": "Customer Credit",
    "summary": "Exposure, credit limits, and a credit check that holds orders",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Value Project",
    "license": "LGPL-3",
    "depends": ["crm_grading"],
    "data": [
        "security/crm_credit_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_credit_rules.xml",
        "views/crm_credit_account_views.xml",
        "views/crm_credit_menus.xml",
    ],
    "application": True,
    "installable": True,
}

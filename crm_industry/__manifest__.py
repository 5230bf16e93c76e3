{
    "name": "Customer Value Industry",
    "summary": "Channel, service and the trades: telecom, tobacco and auto",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Value Project",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "crm_grading",
        "crm_credit",
    ],
    "data": [
        "security/crm_industry_groups.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/crm_industry_menus.xml",
    ],
}

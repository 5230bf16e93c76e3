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
        "security/ir.model.access.csv",
        "security/channel_dealer_rules.xml",

        "data/customer/crm_customer_type_data.xml",
        "data/channel/crm_dealer_tier_data.xml",

        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/crm_industry_menus.xml",

        "views/customer/crm_region_views.xml",
        "views/customer/crm_brand_views.xml",
        "views/customer/crm_customer_type_views.xml",
        "views/customer/product_template_views.xml",
        "views/customer/res_partner_channel_views.xml",
        "views/customer/customer_menus.xml",

        "views/channel/crm_dealer_tier_views.xml",
        "views/channel/crm_dealer_position_views.xml",
        "views/channel/dealer_menus.xml",
    ],
}

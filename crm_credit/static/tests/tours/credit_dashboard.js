import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const back = { trigger: ".o_breadcrumb .breadcrumb-item:last a, .o_breadcrumb .o_back_button", run: "click" };

// The manager sees how fast customers pay, compares it with a reference line, narrows it down, and opens what lies behind.
tours.add("credit_dashboard", {
    steps: () => [
        { trigger: ".o_credit_dashboard [name=ratios] button[name=dso].o_value_figure_chosen" },
        { trigger: "section[name=trend] canvas" },
        { trigger: ".o_credit_dashboard button[name=credit_sales_ratio]", run: "click" },
        { content: "the line is named with its origin", trigger: "section[name=trend] [name=references]:contains(20 %)" },
        { trigger: "section[name=ageing] tfoot [name=amount]" },
        { trigger: "section[name=overdue_customers] li:contains(Dealer One)" },
        { trigger: ".o_credit_dashboard [name=amounts] button[name=overdue]", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
        back,
        { trigger: "section[name=overdue_customers] li:contains(Dealer One) button", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name]" },
    ],
});

tours.add("credit_dashboard_empty", {
    steps: () => [{ trigger: ".o_credit_dashboard:contains(No figures yet)" }],
});

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The salesperson sees before confirming that the order does not fit, confirms all the same and is told why it waits.
tours.add("credit_hold_salesperson", {
    steps: () => [
        {
            content: "the panel shows what would be left",
            trigger: ".o_credit_panel.o_credit_danger [name=left]:contains(500.00)",
        },
        { trigger: ".o_credit_panel [name=limit]:contains(1,000.00)" },
        { trigger: ".o_credit_panel [name=message]:contains(over the limit)" },
        {
            content: "confirm",
            trigger: ".o_form_statusbar button[name=action_confirm]:not(.d-none)",
            run: "click",
        },
        {
            content: "the reason is told with its figures",
            trigger: ".o_notification:contains(On credit hold):contains(1,000.00)",
        },
        { trigger: ".o_form_view .ribbon:contains(Credit Hold)" },
        {
            content: "the order is still a quotation",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=draft]",
        },
        {
            content: "only officers release",
            trigger: ".o_form_statusbar:not(:has(button[name=action_open_credit_release]))",
        },
    ],
});

// The officer finds the order in the work list, releases it with a reason, and it confirms.
tours.add("credit_hold_officer", {
    steps: () => [
        { trigger: ".o_data_row td[name=partner_id]:contains(Dealer One)", run: "click" },
        { trigger: ".o_form_statusbar button[name=action_open_credit_release]", run: "click" },
        { trigger: ".modal .alert:contains(over the limit)" },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit Payment seen at the bank" },
        { trigger: ".modal footer button[name=action_release]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_statusbar_status .o_arrow_button_current[data-value=sale]" },
    ],
});

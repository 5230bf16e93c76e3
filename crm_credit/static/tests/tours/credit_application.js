import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function stage(key) {
    return { content: `the application is at ${key}`, trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${key}]` };
}

// The salesperson asks for more credit for an own customer and sees nothing of the assessment.
tours.add("credit_application_salesperson", {
    steps: () => [
        { trigger: ".o_control_panel .o_list_button_add, .o_control_panel .o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Dealer One" },
        { trigger: ".ui-autocomplete a:contains(Dealer One)", run: "click" },
        { trigger: ".o_field_widget[name=requested_amount] input", run: "edit 5000" },
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit Opens a second store" },
        { trigger: "button[name=action_submit]", run: "click" },
        stage("assess"),
        { content: "no credit file for salespeople", trigger: ".o_form_sheet:not(:has([name=proposal]))" },
    ],
});

// The officer scores the customer, sees the limit by the formula and puts a proposal up.
tours.add("credit_application_officer", {
    steps: () => [
        { trigger: ".o_data_row:contains(Dealer One) td[name=partner_id], .o_kanban_record:contains(Dealer One)", run: "click" },
        { trigger: "button[name=action_score]", run: "click" },
        { content: "the score is there", trigger: ".o_field_widget[name=scored_on]:not(.o_field_empty)" },
        { trigger: ".o_field_widget[name=decided_amount] input", run: "edit 5000" },
        { trigger: ".o_field_widget[name=assessment_note] textarea", run: "edit Pays in time" },
        { trigger: "button[name=action_assess]", run: "click" },
        stage("approve"),
        { content: "who assessed does not approve", trigger: ".o_form_statusbar:not(:has(button[name=action_approve]))" },
    ],
});

// The manager approves; the outcome is told at once.
tours.add("credit_application_manager", {
    steps: () => [
        { trigger: ".o_data_row:contains(Dealer One) td[name=partner_id], .o_kanban_record:contains(Dealer One)", run: "click" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".modal footer button.btn-primary", run: "click" },
        stage("approved"),
        { trigger: ".alert:contains(5,000.00)" },
    ],
});

// With the new limit the order of the salesperson passes.
tours.add("credit_order_passes", {
    steps: () => [
        { trigger: ".o_credit_panel.o_credit_success [name=limit]:contains(5,000.00)" },
        { trigger: ".o_form_statusbar button[name=action_confirm]:not(.d-none)", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current[data-value=sale]" },
    ],
});

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function stage(key) {
    return { content: `it is ${key}`, trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${key}]` };
}

function press(name) {
    return { content: `press ${name}`, trigger: `.o_form_statusbar button[name=${name}]:not(.d-none)`, run: "click" };
}

const agree = { content: "go on", trigger: ".modal footer button.btn-primary", run: "click" };

// The channel manager approves what a colleague wrote, and puts it in force.
tours.add("channel_agreement_manager", {
    steps: () => [
        { trigger: ".o_form_view .ribbon:contains(To Be Decided)" },
        press("action_approve"),
        stage("approved"),
        press("action_activate"),
        agree,
        stage("active"),
        { content: "it covers something", trigger: "[name=coverage_count]:contains(3)" },
    ],
});

// The salesperson confirms the order of the dealer: it lies inside the agreement, nothing is said.
tours.add("channel_order_salesperson", {
    steps: () => [
        press("action_confirm"),
        stage("sale"),
        { trigger: "body:not(:has(.o_notification:contains(Outside)))" },
    ],
});

// The storekeeper delivers the phones with their serial numbers.
tours.add("channel_delivery_storekeeper", {
    steps: () => [press("button_validate"), stage("done")],
});

// An inspector scans the phones in a shop of the other dealer.
tours.add("channel_scan_inspector", {
    steps: () => [
        { trigger: ".o_menu_sections button[data-menu-xmlid='crm_industry.crm_industry_menu_channel']", run: "click" },
        { trigger: ".o-dropdown--menu [data-menu-xmlid='crm_industry.menu_serial_scan']", run: "click" },
        {
            content: "one code a line",
            trigger: ".modal .o_field_widget[name=codes] textarea",
            run: (helpers) => helpers.edit("TOUR-1\nTOUR-2\nTOUR-3"),
        },
        { trigger: ".modal .o_field_widget[name=dealer_id] input", run: "edit Dealer B" },
        { trigger: ".ui-autocomplete a:contains(Dealer B)", run: "click" },
        { content: "the region is that of the dealer", trigger: ".modal .o_field_widget[name=region_id] input:value(South)" },
        { trigger: ".modal footer button[name=action_record]", run: "click" },
        { trigger: ".o_notification:contains(3 codes recorded, 0 of them)" },
    ],
});

// The channel manager looks for diverted goods, and tells the dealer.
tours.add("channel_detection_manager", {
    steps: () => [press("action_detect"), { trigger: ".o_form_view [name=job_finished]:not(:empty)" }],
});

tours.add("channel_case_manager", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Dealer A), .o_data_row:contains(Dealer A) td[name=name]", run: "click" },
        stage("suspected"),
        { trigger: ".o_field_widget[name=victim_id]:contains(Dealer B)" },
        press("action_notice"),
        agree,
        stage("noticed"),
        { content: "who told the dealer does not decide", trigger: ".o_form_statusbar:not(:has(button[name=action_ask_confirm]))" },
    ],
});

// The dealer reads the notice on the portal, without the name of the other dealer, and answers.
tours.add("channel_notice_dealer", {
    steps: () => [
        { trigger: "#wrap [name=diversion_finding]:contains(TOUR-1)" },
        { trigger: "#wrap:not(:contains(Dealer B))" },
        { trigger: "#diversion_text", run: "edit A driver sold them on" },
        { trigger: "form[action*='/answer'] button[type=submit]", run: "click", expectUnloadPage: true },
        { trigger: "[name=diversion_answer]:contains(A driver sold them on)" },
    ],
});

// Another channel manager confirms; the penalty of the table is booked.
tours.add("channel_case_second_manager", {
    steps: () => [
        stage("answered"),
        press("action_ask_confirm"),
        { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit The dealer admitted it" },
        { trigger: ".modal footer button[name=action_decide]", run: "click" },
        stage("confirmed"),
        { trigger: ".o_notebook a[name=penalty]", run: "click" },
        { trigger: ".o_field_widget[name=penalty_ids] .o_data_row:contains(70.00)" },
    ],
});

tours.add("channel_penalty_second_manager", {
    steps: () => [press("action_book"), stage("booked")],
});

// The rebate of the dealer says what stands in its way.
tours.add("channel_rebate_blocked", {
    steps: () => [
        { trigger: ".o_form_view .alert-warning [name=reasons]:contains(DV/)" },
        { trigger: ".o_field_widget[name=due_amount]:contains(0.00)" },
        stage("accruing"),
    ],
});

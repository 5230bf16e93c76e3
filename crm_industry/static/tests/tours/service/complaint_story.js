import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const shown = (name, text) => ({ trigger: `.o_field_widget[name=${name}]:contains(${text})` });
const called = (text) => [
    { trigger: ".o_field_widget[name=caller] input", run: `edit ${text}` },
    { trigger: ".o_field_widget[name=subject] input", run: "click" },
];
const state = (text) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${text})` });

/** From the call to the proposal: who calls, what the customer is worth, the goods, the terms, the way to put it right. */
function takeDown({ phone, order, worth, policy, way, refused }) {
    return [
        { content: "the phone rings", trigger: ".o_form_view .o_field_widget[name=caller]" },
        { content: "nobody knows who it is", trigger: ".o_form_view:not(:has(.o_field_widget[name=value_orders]))" },
        ...called(phone),
        ...worth.map(([name, text]) => shown(name, text)),
        ...called(order),
        { content: "the goods of the order", trigger: ".o_field_widget[name=line_ids] .o_data_row td[name=product_id]" },
        { trigger: ".o_field_widget[name=subject] input", run: "edit Parcel leaked" },
        { trigger: ".o_field_widget[name=category_id] input", run: "edit Damaged" },
        { trigger: ".dropdown-item:contains(Damaged on Arrival)", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_accept]", run: "click" },
        state("In Progress"),
        { trigger: ".o_notebook a[name=policy]", run: "click" },
        shown("policy_reason", `${policy}: decides`),
        { trigger: ".o_notebook a[name=resolution]", run: "click" },
        { trigger: ".o_field_widget[name=resolution_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".modal .o_field_widget[name=type_id] input", run: `edit ${refused}` },
        { content: "not on these terms", trigger: ".o_m2o_no_result" },
        { trigger: ".modal .o_field_widget[name=type_id] input", run: `edit ${way}` },
        { trigger: `.dropdown-item:contains(${way})`, run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: `.o_field_widget[name=resolution_ids] .o_data_row td:contains(${way})`, run: "click" },
        { trigger: ".modal button[name=action_look_at_stock]", run: "click" },
        { trigger: ".modal .o_notebook a[name=stock]", run: "click" },
        { content: "what is in stock", trigger: ".modal .o_field_widget[name=stock_ids] .o_data_row td[name=free]:contains(49.00)" },
        { trigger: ".modal button[name=action_submit]", run: "click" },
        { trigger: ".modal .o_statusbar_status .o_arrow_button_current:contains(Submitted)" },
    ];
}

tours.add("complaint_story_call", {
    steps: () =>
        takeDown({
            phone: "13816202727",
            order: "STORY-27",
            worth: [
                ["value_first_order", "2021"],
                ["value_orders", "27"],
                ["value_ordered", "20,000.00"],
                ["value_complaints", "0"],
            ],
            policy: "Damaged, returning customers",
            way: "Replacement",
            refused: "Exchange",
        }),
});

tours.add("complaint_story_first_call", {
    steps: () =>
        takeDown({
            phone: "13905718866",
            order: "STORY-1",
            worth: [
                ["value_orders", "1"],
                ["value_ordered", "100.00"],
                ["value_complaints", "0"],
            ],
            policy: "Damaged, first order",
            way: "Exchange",
            refused: "Replacement",
        }),
});

tours.add("complaint_story_approval", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row td[name=complaint_id]:contains(Parcel leaked)", run: "click" },
        { trigger: ".o_form_view .o_notebook a[name=stock]", run: "click" },
        { trigger: ".o_field_widget[name=stock_ids] .o_data_row td[name=moment]:contains(Submitted)" },
        { content: "no goods move before", trigger: ".o_form_view:not(:has(.o_field_widget[name=goods_status]))" },
        { trigger: "button[name=action_approve]", run: "click" },
        state("Approved"),
        { content: "now the warehouse has its transfer", trigger: ".o_field_widget[name=goods_status]:contains(/OUT/)" },
    ],
});

tours.add("complaint_story_delivery", {
    steps: () => [
        { trigger: ".o_form_view button[name=button_validate]", run: "click" },
        state("Done"),
    ],
});

const calling = (kind) => ({
    trigger: `.o_list_view .o_data_row:has(td[name=kind]:contains(${kind})) button[name=action_call]`,
    run: "click",
});

tours.add("complaint_story_apology", {
    steps: () => [
        calling("Apology"),
        { trigger: ".modal .o_field_widget[name=result] .o_radio_item:contains(Reached) input", run: "click" },
        { trigger: ".modal button[name=action_save]", run: "click" },
        {
            content: "the question is still to come",
            trigger: "body:not(:has(.modal)) .o_list_view .o_data_row:has(td[name=kind]:contains(Satisfaction))",
        },
    ],
});

tours.add("complaint_story_not_yet", {
    steps: () => [
        state("Waiting for Customer"),
        { trigger: "button[name=action_close]", run: "click" },
        { trigger: ".modal:contains(has not said yet that all is well)" },
        { trigger: ".modal .modal-footer button", run: "click" },
        state("Waiting for Customer"),
    ],
});

tours.add("complaint_story_question", {
    steps: () => [
        calling("Satisfaction"),
        { trigger: ".modal .o_field_widget[name=result] .o_radio_item:contains(Reached) input", run: "click" },
        { trigger: ".modal .o_field_widget[name=received] .o_radio_item:contains(Yes) input", run: "click" },
        { trigger: ".modal .o_field_widget[name=score] .o_priority_star:eq(4)", run: "click" },
        { trigger: ".modal button[name=action_save]", run: "click" },
        { content: "nobody is to be called any more", trigger: "body:not(:has(.modal)) .o_view_nocontent" },
    ],
});

tours.add("complaint_story_end", {
    steps: () => [
        state("Closed"),
        { trigger: ".o_notebook a[name=events]", run: "click" },
        { trigger: ".o_field_widget[name=event_ids] .o_data_row:contains(Customer Confirms)" },
    ],
});

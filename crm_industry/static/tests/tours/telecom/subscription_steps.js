import { registry } from "@web/core/registry";

const state = (text) => `.o_statusbar_status .o_arrow_button_current:contains(${text})`;
const choose = (text) => [
    { trigger: ".modal div[name=reason_id] input", run: `edit ${text}` },
    { trigger: `.modal .o-autocomplete--dropdown-item a:contains(${text})`, run: "click" },
    { trigger: ".modal button[name=action_confirm]", run: "click" },
];

// From a subscription just taken down to its end: the buttons of each state, reasons asked for where one is needed.
registry.category("web_tour.tours").add("telecom_subscription_steps", {
    steps: () => [
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: state("Being Activated") },
        { trigger: "button[name=action_activate]", run: "click" },
        { trigger: state("Active") },
        { trigger: "button[name=action_suspend_one_way]", run: "click" },
        ...choose("Bill overdue"),
        { content: "the ribbon says how", trigger: ".o_widget_web_ribbon .ribbon:contains(One-way)" },
        { trigger: ".o_data_row:contains(Data) .badge:contains(Inactive)" },
        { trigger: ".o_data_row:contains(Voice) .badge:contains(Active)" },
        { trigger: "button[name=action_suspend_two_way]", run: "click" },
        ...choose("Phone or card lost"),
        { trigger: ".o_widget_web_ribbon .ribbon:contains(Two-way)" },
        { content: "two causes: one has to be named", trigger: "button[name=action_resume]", run: "click" },
        ...choose("Card found"),
        { trigger: ".o_widget_web_ribbon .ribbon:contains(One-way)" },
        { content: "the only cause left", trigger: "button[name=action_resume]", run: "click" },
        { trigger: state("Active") },
        { trigger: "button[name=action_give_notice]", run: "click" },
        ...choose("Too expensive"),
        { trigger: state("Being Terminated") },
        { trigger: "button[name=action_terminate]", run: "click" },
        { trigger: state("Terminated") },
        { trigger: ".o_notebook .nav-link[name=events]", run: "click" },
        { trigger: ".o_field_widget[name=event_ids] .o_data_row:contains(Too expensive)" },
    ],
});

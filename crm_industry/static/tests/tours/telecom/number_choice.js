import { registry } from "@web/core/registry";

const state = (text) => `.o_statusbar_status .o_arrow_button_current:contains(${text})`;

// A new customer at the counter: their document is verified, they choose a number, the subscription is submitted.
registry.category("web_tour.tours").add("telecom_number_choice", {
    steps: () => [
        { content: "nobody knows the owner yet", trigger: ".alert button[name=action_identify]", run: "click" },
        { trigger: "div[name=partner_id] input:value(Touring Wang)" },
        { trigger: "div[name=number] input", run: "edit 360426199101010071" },
        { trigger: "button[name=action_verify]", run: "click" },
        { trigger: state("Verified") },
        { trigger: ".breadcrumb-item:not(.active) a:contains(TS)", run: "click" },
        { trigger: "div[name=identity_id]:contains(3604)" },
        { trigger: "button[name=action_choose_number]", run: "click" },
        { trigger: ".modal div[name=pattern] input", run: "edit 13766*0271" },
        { trigger: ".modal button[name=action_search]", run: "click" },
        { trigger: ".modal .o_data_row:contains(13766120271) button[name=action_take]", run: "click" },
        { trigger: "body:not(:has(.modal)) div[name=number_id]:contains(13766120271)" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: state("Being Activated") },
    ],
});

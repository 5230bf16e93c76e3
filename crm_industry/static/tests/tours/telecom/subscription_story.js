import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const state = (text) => `.o_statusbar_status .o_arrow_button_current:contains(${text})`;
const day = (ago) => new Date(Date.now() - ago * 24 * 3600 * 1000).toISOString().slice(0, 10);
const BILLS = [
    "external_id,account,date,date_due,state,amount,tax,kind",
    `STORY-BILL,STORY-ACCOUNT,${day(46)},${day(16)},sent,100,6,recurring`,
    `STORY-BAD,nobody,${day(46)},${day(16)},sent,100,6,recurring`,
].join("\n");

// An opportunity becomes an order, the order a subscription; the owner shows a document, chooses a number, and the subscription is
// submitted to the network.
tours.add("telecom_story_order", {
    steps: () => [
        { content: "from the lead", trigger: "button[name=action_sale_quotations_new]", run: "click" },
        { trigger: "div[name=partner_id] input:value(Story Li)" },
        { trigger: "a:contains(Add a product)", run: "click" },
        { trigger: "div[name=product_template_id] input", run: "edit Story SIM" },
        { trigger: "ul.ui-autocomplete a:contains(Story SIM)", run: "click" },
        { content: "the line says what it does", trigger: ".o_data_row div[name=telecom_action] input:value(Add)" },
        { content: "an account is opened", trigger: "div[name=telecom_account_id] input" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: state("Sales Order") },
        { trigger: "button[name=action_open_telecom_subscriptions]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Created) td[name=name]", run: "click" },
        { content: "nobody knows the owner yet", trigger: ".alert button[name=action_identify]", run: "click" },
        { trigger: "div[name=number] input", run: "edit 360426199101010071" },
        { trigger: "button[name=action_verify]", run: "click" },
        { trigger: state("Verified") },
        { trigger: ".breadcrumb-item:not(.active) a:contains(TS)", run: "click" },
        { trigger: "button[name=action_choose_number]", run: "click" },
        { trigger: ".modal div[name=pattern] input", run: "edit 13766*0371" },
        { trigger: ".modal button[name=action_search]", run: "click" },
        { trigger: ".modal .o_data_row:contains(13766120371) button[name=action_take]", run: "click" },
        { trigger: "body:not(:has(.modal)) div[name=number_id]:contains(13766120371)" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: state("Being Activated") },
        { content: "the network is told", trigger: "button[name=action_open_messages]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Activate):contains(Waiting)" },
    ],
});

// The network has acknowledged: the subscription and its services are active. A bill comes from a file.
tours.add("telecom_story_bill", {
    steps: () => [
        { trigger: state("Active") },
        { trigger: ".o_field_widget[name=service_ids] .o_data_row:contains(Voice) .badge:contains(Active)" },
        { trigger: "button[name=action_open_messages]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Activate):contains(Acknowledged)" },
        { trigger: "button[data-menu-xmlid='crm_industry.crm_industry_menu_telecom']", run: "click" },
        { trigger: "a[data-menu-xmlid='crm_industry.crm_telecom_import_batch_menu']", run: "click" },
        { trigger: ".o_list_view .o_list_button_add", run: "click" },
        { trigger: ".o_form_view div[name=kind] input", run: "click" },
        { trigger: ".o_select_menu_menu .o_select_menu_item:contains(Bills)", run: "click" },
        {
            trigger: ".o_field_widget[name=file]",
            run: ({ anchor }) => {
                const input = anchor.querySelector("input[type=file]");
                const chosen = new DataTransfer();
                chosen.items.add(new File([BILLS], "bills.csv", { type: "text/csv" }));
                input.files = chosen.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_form_view button[name=action_import]", run: "click" },
        { trigger: ".o_field_widget[name=rows_new]:contains(1)" },
        { content: "what is bad is told", trigger: ".o_field_widget[name=error_ids] .o_data_row:contains(nobody)" },
        { trigger: "button[data-menu-xmlid='crm_industry.crm_industry_menu_telecom']", run: "click" },
        { trigger: "a[data-menu-xmlid='crm_industry.crm_telecom_bill_menu']", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(STORY-BILL) td[name=name]", run: "click" },
        { trigger: state("Sent") },
        { content: "overdue", trigger: ".o_field_widget[name=overdue_days]:contains(16), .o_field_widget[name=overdue_days]:contains(15)" },
    ],
});

// The daily job has suspended it: one-way, for arrears. The bill is paid, and the subscription resumed.
tours.add("telecom_story_paid", {
    steps: () => [
        { trigger: state("Suspended") },
        { trigger: ".o_widget_web_ribbon .ribbon:contains(One-way)" },
        { trigger: ".o_field_widget[name=suspension_cause]:contains(Arrears)" },
        { trigger: ".o_data_row:contains(Data) .badge:contains(Inactive)" },
        { trigger: ".o_data_row:contains(Voice) .badge:contains(Active)" },
        { content: "the network was told", trigger: "button[name=action_open_messages]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Suspend One-way):contains(Acknowledged)" },
        { trigger: "button[data-menu-xmlid='crm_industry.crm_industry_menu_telecom']", run: "click" },
        { trigger: "a[data-menu-xmlid='crm_industry.crm_telecom_bill_menu']", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(STORY-BILL) td[name=name]", run: "click" },
        { trigger: "button[name=action_register_payment]", run: "click" },
        { trigger: ".modal .o_field_widget[name=amount] input:value(106)" },
        { trigger: ".modal div[name=reference] input", run: "edit STORY-PAY" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: state("Settled") },
        { trigger: "div[name=account_id] a", run: "click" },
        { trigger: ".o_form_view .o_data_row:contains(Story) .badge:contains(Active)" },
    ],
});

// Resumed, and the network has done it.
tours.add("telecom_story_resumed", {
    steps: () => [
        { trigger: state("Active") },
        { trigger: ".o_form_view:not(:has(.ribbon:contains(One-way))) .o_data_row:contains(Data) .badge:contains(Active)" },
        { trigger: ".o_notebook .nav-link[name=events]", run: "click" },
        { trigger: ".o_field_widget[name=event_ids] .o_data_row:contains(Resume)" },
        { trigger: "button[name=action_open_messages]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Resume):contains(Acknowledged)" },
    ],
});

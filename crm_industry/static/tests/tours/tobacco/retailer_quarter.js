import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const state = (text) => `.o_statusbar_status .o_arrow_button_current:contains(${text})`;
const choose = (field, text) => [
    { trigger: `div[name=${field}] input`, run: `edit ${text}` },
    { trigger: `ul.ui-autocomplete a:contains(${text})`, run: "click" },
];

// The client manager visits the shop: there are no price labels.
tours.add("tobacco_quarter_visit", {
    steps: () => [
        { trigger: ".o_visit_card:contains(Corner Shop)", run: "click" },
        {
            trigger: "button[name=check_in]",
            run: ({ anchor }) => {
                navigator.geolocation.getCurrentPosition = (found) =>
                    found({ coords: { latitude: 31.2304, longitude: 121.4737, accuracy: 12 } });
                anchor.click();
            },
        },
        { trigger: ".o_visit_question:contains(Prices labelled) [data-choice=no]", run: "click" },
        { trigger: ".o_visit_question:contains(Prices labelled) [name=deviation]" },
        { trigger: "button[name=finish]:not(:contains(left))", run: "click" },
        { trigger: ".o_visit_column [name=done]:contains(Deviations 1)" },
    ],
});

// An inspector says what it is, what it costs and what proves it.
tours.add("tobacco_quarter_inspector", {
    steps: () => [
        { trigger: state("Reported") },
        { trigger: "div[name=description]:contains(Prices labelled)" },
        ...choose("deduction_id", "Buys tobacco from other sources"),
        { trigger: "div[name=points] input:value(20)" },
        { trigger: "div[name=evidence] textarea", run: "edit Cartons without our stamp" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: state("Confirmed") },
    ],
});

// The order of the week is cut to the quota.
tours.add("tobacco_quarter_order", {
    steps: () => [
        { trigger: ".o_form_view .o_data_row td[name=product_uom_qty]:contains(100.00)" },
        { trigger: ".o_form_view .o_data_row td[name=supply_left]:contains(56.00)" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: state("Sales Order") },
        { trigger: ".o_form_view .o_data_row td[name=product_uom_qty]:contains(56.00)" },
        { trigger: ".o-mail-Message:contains(56 instead of 100)" },
    ],
});

// The retailer reads why it has its grade, what is left, and appeals.
tours.add("tobacco_quarter_retailer", {
    steps: () => [
        { trigger: "[name=retail_value]:contains(Tobacco 4V):contains(D)" },
        { trigger: "[name=retail_value]:contains(Supply bands):contains(28)" },
        { trigger: "[name=retail_compliance]:contains(80)" },
        { trigger: "[name=retail_quota]:contains(Golden Leaf):contains(56) [name=retail_left]:contains(/^\\s*0\\s*$/)" },
        { trigger: "[name=retail_menu] a[href='/my/retail/grade']", run: "click", expectUnloadPage: true },
        { trigger: "[name=retail_value]:contains(Tobacco 4V) [name=retail_reason]:contains(place 1 of 5)" },
        { trigger: "[name=retail_reason]:contains(80 points, class C)" },
        { trigger: "[name=retail_reason]:contains(By the points alone it would be B)" },
        { trigger: ".breadcrumb a[href='/my/retail']", run: "click", expectUnloadPage: true },
        { trigger: "[name=retail_open_event] a", run: "click", expectUnloadPage: true },
        { trigger: "#retail_text", run: "edit They have your stamp of last year" },
        { trigger: "form[action*='/appeal'] button[type=submit]", run: "click", expectUnloadPage: true },
        { trigger: "[name=retail_event_state]:contains(Appealed)" },
        { trigger: "[name=retail_step]:contains(They have your stamp of last year)" },
    ],
});

// Another inspector decides.
tours.add("tobacco_quarter_decision", {
    steps: () => [
        { trigger: state("Appealed") },
        { trigger: "button[name=action_revoke]", run: "click" },
        { trigger: ".modal div[name=reason] textarea", run: "edit The stamp is ours" },
        { trigger: ".modal button[name=action_decide]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
        { trigger: state("Revoked") },
    ],
});

// The retailer has its grade again.
tours.add("tobacco_quarter_restored", {
    steps: () => [
        { trigger: "[name=retail_value]:contains(Tobacco 4V):contains(B)" },
        { trigger: "[name=retail_compliance]:contains(100)" },
        { trigger: "[name=retail_menu] a[href='/my/retail/compliance']", run: "click", expectUnloadPage: true },
        { trigger: "[name=retail_event]:contains(Revoked) a", run: "click", expectUnloadPage: true },
        { trigger: "[name=retail_step]:contains(The stamp is ours)" },
    ],
});

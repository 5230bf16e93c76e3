import { registry } from "@web/core/registry";

const row = (kind, text) => `.o_telecom_row[data-kind=${kind}]:contains(${text})`;
const press = (key) => () => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

// From the form of a customer to its tree, down the levels by mouse and keyboard, to a subscription and back.
registry.category("web_tour.tours").add("telecom_tree", {
    steps: () => [
        { content: "from the form of the customer", trigger: ".o_form_view .o_telecom_tree_button", run: "click" },
        { trigger: ".o_telecom_tree [name=head] h2:contains(Subscriber Ltd)" },
        { trigger: ".o_telecom_tree [name=main] [name=subscriptions]:contains(3)" },
        { trigger: `${row("account", "Prepaid")} .badge:contains(Active)` },
        { content: "what is open of its bills", trigger: `${row("account", "Postpaid")} [role=gridcell]:contains(136.74)` },
        { content: "open the account", trigger: `${row("account", "Postpaid")} .o_telecom_caret`, run: "click" },
        { trigger: `${row("subscription", "Test fixed")} .badge:contains(Active)` },
        { trigger: `${row("account", "Postpaid")} [role=gridcell]:contains(136.74)` },
        { content: "by the keyboard: into the row", trigger: row("subscription", "Test fixed"), run: ({ anchor }) => anchor.focus() },
        { trigger: `${row("subscription", "Test fixed")}:focus`, run: press("ArrowRight") },
        { content: "its services", trigger: `${row("subscription", "Test fixed")}[aria-expanded=true]`, run: press("ArrowDown") },
        { trigger: `${row("service", "Voice")}:focus`, run: press("ArrowLeft") },
        { trigger: `${row("subscription", "Test fixed")}:focus`, run: press("ArrowLeft") },
        { content: "closed again", trigger: ".o_telecom_rows:not(:has([data-kind=service]))" },
        { content: "only what is suspended", trigger: "select[name=state]", run: "select suspended" },
        { content: "found and open", trigger: ".o_telecom_rows:not(:has([data-kind=subscription]:contains(Test fixed)))" },
        { trigger: `${row("subscription", "One-way")} .badge:contains(Suspended)` },
        { content: "a click opens it", trigger: `${row("subscription", "One-way")} .fw-bold`, run: "click" },
        { trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains(Suspended)" },
        { content: "back", trigger: ".o_breadcrumb .o_back_button a", run: "click" },
        { trigger: ".o_telecom_tree [name=head] h2:contains(Subscriber Ltd)" },
    ],
});

// The same on a phone: nothing is wider than the screen, the levels open by a touch.
registry.category("web_tour.tours").add("telecom_tree_phone", {
    steps: () => [
        { content: "a single account is open from the start", trigger: row("subscription", "Test mobile") },
        { trigger: `${row("subscription", "Test mobile")} .o_telecom_caret`, run: "click" },
        {
            trigger: row("service", "Voice"),
            run: () => {
                const page = document.querySelector(".o_telecom_tree .o_value_page") || document.documentElement;
                if (page.scrollWidth > window.innerWidth) {
                    throw new Error(`${page.scrollWidth} points on a screen of ${window.innerWidth}`);
                }
            },
        },
        { content: "a touch opens it", trigger: `${row("service", "Voice")} .fw-bold`, run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=kind]" },
    ],
});

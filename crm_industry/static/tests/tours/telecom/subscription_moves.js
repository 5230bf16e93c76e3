import { registry } from "@web/core/registry";

const state = (text) => `.o_statusbar_status .o_arrow_button_current:contains(${text})`;

// From a subscription in use to a quotation of a better offering, and to what its confirmation changes.
registry.category("web_tour.tours").add("telecom_upgrade", {
    steps: () => [
        { trigger: "button[name=action_upgrade]", run: "click" },
        { trigger: ".modal div[name=offering_id] input", run: "edit Better" },
        { trigger: ".modal .o-autocomplete--dropdown-item a:contains(Better)", run: "click" },
        { trigger: ".modal button[name=action_quote]", run: "click" },
        {
            content: "the quotation says what it means",
            trigger: ".o_field_widget[name=order_line] .o_data_row:contains(Change of)",
        },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: state("Sales Order") },
    ],
});

// A move that breaks a commitment: refused with the reason, then cancelled.
registry.category("web_tour.tours").add("telecom_move_refused", {
    steps: () => [
        { trigger: ".o_field_widget[name=penalty_amount]" },
        { trigger: "button[name=action_plan]", run: "click" },
        { trigger: ".modal:contains(to break that costs) .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name=action_refuse]", run: "click" },
        { trigger: ".modal div[name=reason] input", run: "edit Customer keeps it" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: state("Refused") },
        { trigger: ".alert:contains(Customer keeps it)" },
    ],
});

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The goods of a good order stay here, since the customer has fallen behind meanwhile; the storekeeper reads why.
tours.add("credit_delivery_held", {
    steps: () => [
        { trigger: ".o_form_statusbar button[name=button_validate]:not(.d-none)", run: "click" },
        { trigger: ".o_notification:contains(On credit hold)" },
        { trigger: ".o_form_view .ribbon:contains(Credit Hold)" },
        { content: "what would clear the hold", trigger: ".o_credit_panel [name=clearance] [name=pay]:contains(800.00)" },
    ],
});

// The accountant books the money that came in.
tours.add("credit_payment_registered", {
    steps: () => [
        { trigger: ".o_form_statusbar button[name=action_register_payment]:not(.d-none)", run: "click" },
        { trigger: ".modal footer button[name=action_create_payments]", run: "click" },
        { trigger: ".o_form_view .ribbon:contains(Paid), .o_form_view .ribbon:contains(In Payment)" },
    ],
});

// The hold has lifted by itself: the goods leave.
tours.add("credit_delivery_leaves", {
    steps: () => [
        { trigger: ".o_form_view:not(:has(.ribbon:contains(Credit Hold)))" },
        { trigger: ".o_form_statusbar button[name=button_validate]:not(.d-none)", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current[data-value=done]" },
    ],
});

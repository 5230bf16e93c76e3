import { registry } from "@web/core/registry";

const answer = (item, field, text) => [
    { trigger: `.o_field_widget[name=answer_ids] .o_kanban_record:contains(${item})`, run: "click" },
    { trigger: `.modal div[name=${field}] .o_selection_badge:contains(/^${text}$/)`, run: "click" },
    { trigger: ".modal .o_form_button_save", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

// From the route of today to the end of a visit, with one thumb.
registry.category("web_tour.tours").add("visit_on_a_phone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Harbour Trading)", run: "click" },
        { trigger: ".o_visit_check_in", run: "click" },
        { content: "the checklist is laid out", trigger: ".o_field_widget[name=answer_ids] .o_kanban_record:contains(Shelf)" },
        ...answer("Sign", "yes_no", "No"),
        { content: "what deviates shows", trigger: ".o_field_widget[name=answer_ids] .o_kanban_record:contains(Deviation)" },
        ...answer("Shelf", "points", "16"),
        { trigger: "div[name=note] textarea", run: "edit Asks for a new sign" },
        { trigger: "button[name=action_done]", run: "click" },
        { trigger: "div[name=score]:contains(60.00)" },
    ],
});

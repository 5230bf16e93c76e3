import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const points = (row, value) => [
    { trigger: `[name=answer_ids] .o_data_row:eq(${row}) td[name=points]`, run: "click" },
    { trigger: `[name=answer_ids] .o_data_row:eq(${row}) td[name=points] input`, run: `edit ${value}` },
];

tours.add("manual_scores_assess", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Alpha)" },
        { trigger: ".o_data_row:contains(Harbour Trading) td[name=partner_id]", run: "click" },
        { trigger: "[name=answer_ids] .o_data_row:eq(1):contains(Shelf)" },
        ...points(0, 10),
        ...points(1, 30),
        { content: "the score follows the points", trigger: ".o_field_widget[name=note] textarea", run: "edit Visited" },
        { trigger: ".o_field_widget[name=score]:contains(80.0)" },
        { trigger: "button[name=action_confirm_next]", run: "click" },
        { trigger: ".o_field_widget[name=partner_id] input:value(Alpha)" },
        ...points(0, 20),
        { trigger: "button[name=action_confirm_next]", run: "click" },
        { content: "nobody is left", trigger: ".o_list_view .o_view_nocontent, .o_list_view:not(:has(.o_data_row))" },
    ],
});

tours.add("manual_scores_import", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_import]", run: "click" },
        { trigger: ".o_field_widget[name=rows_new]:contains(1)" },
        { trigger: ".o_field_widget[name=rows_bad]:contains(1)" },
        { trigger: "[name=error_ids] .o_data_row:contains(No customer is found for “Nobody”)" },
        { trigger: ".o_form_view button[name=action_error_file]" },
    ],
});

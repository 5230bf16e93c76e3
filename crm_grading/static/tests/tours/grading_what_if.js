import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("grading_what_if", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_scenario]", run: "click" },
        { trigger: ".o_form_view button[name=action_configure]", run: "click" },
        { trigger: ".modal div[name=indicator_ids] .o_data_row:first td[name=weight]", run: "click" },
        { trigger: ".modal div[name=indicator_ids] .o_data_row:first td[name=weight] input", run: "edit 1" },
        {
            content: "its share of the total follows",
            trigger: ".modal div[name=dimension_ids] .o_data_row:first td[name=name]",
            run: "click",
        },
        { trigger: ".modal div[name=indicator_ids] .o_data_row:first td[name=total_share]:contains(50.00)" },
        { trigger: ".modal a[name=grades]", run: "click" },
        { trigger: ".modal div[name=grade_ids] .o_data_row:contains(C)" },
        { trigger: ".modal button[name=action_compute]", run: "click" },
        { trigger: ".o_form_view div[name=changes]:contains(X, Weight: 3 → 1)" },
        { trigger: ".o_form_view button[name=action_compare_scenario]", run: "click" },
        { trigger: ".o_run_comparison section[name=runs] tr[data-run]:eq(1):contains((scenario))" },
    ],
});

registry.category("web_tour.tours").add("grading_publish", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_review]", run: "click" },
        { trigger: ".o_form_view button[name=action_ask_publish]", run: "click" },
        { trigger: ".modal div[name=population]:contains(21)" },
        { trigger: ".modal div[name=first_count]:contains(0)" },
        { trigger: ".modal button[name=action_publish]", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains(Published)" },
    ],
});

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Back from a list of records to the dashboard it was opened from.
const back = { trigger: ".o_breadcrumb .breadcrumb-item:last a, .o_breadcrumb .o_back_button", run: "click" };

tours.add("grading_run_dashboard", {
    steps: () => [
        { trigger: ".o_run_dashboard section[name=run] [name=state]:contains(Computed)" },
        { trigger: ".o_run_dashboard button[name=total] .o_value_figure_value:contains(/^21$/)" },
        { trigger: "section[name=distribution] canvas" },
        { trigger: "section[name=pareto] button[name=sentence]:contains(80 %)" },
        { trigger: "section[name=correlation] th:contains(Y)" },
        { trigger: "section[name=not_rated] button[name=coverage]:contains(1)" },
        {
            content: "a cell of the matrix opens the customers that moved so",
            trigger: "section[name=migration] tr:eq(1) td button:first",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row" },
        back,
        { trigger: "section[name=movers] [name=up] button:contains(▲ 1):first", run: "click" },
        { trigger: ".o_form_view" },
        back,
        { trigger: "section[name=run] button[name=compare]", run: "click" },
        {
            content: "the run is compared with the one before it",
            trigger: ".o_run_comparison section[name=runs] tr[data-run]:eq(1):contains(2026)",
        },
        { trigger: "section[name=migration] td button:first", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
        back,
        { trigger: ".o_run_comparison section[name=runs] button:contains(Compare with this)", run: "click" },
        { trigger: ".o_run_comparison section[name=runs] tr[data-run]:eq(1):contains(2025)" },
        {
            content: "the order of the runs is kept while a list is open",
            trigger: "section[name=migration] td button:first",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row" },
        back,
        { trigger: ".o_run_comparison section[name=runs] tr[data-run]:eq(1):contains(2025)" },
    ],
});

tours.add("grading_dashboard_empty", {
    steps: () => [{ trigger: ".o_run_dashboard:contains(No grading run yet)" }],
});

tours.add("grading_grades_kanban", {
    steps: () => [
        { trigger: ".o_kanban_view .o_kanban_group:first .o_grade_badge:contains(A)" },
        { trigger: ".o_kanban_view .o_kanban_record:contains(Newcomer):contains(New Customer):not(:contains(0.0))" },
        { trigger: ".o_kanban_view .o_kanban_group:eq(4) .o_kanban_record:contains(Customer 18)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name]" },
        back,
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_list_view .o_data_row .o_grade_badge" },
    ],
});

tours.add("customer_metrics_dashboard", {
    steps: () => [
        { trigger: ".o_metrics_dashboard button[name=customers] .o_value_figure_value:contains(/^3$/)" },
        { trigger: "section[name=rfm] tr[data-row='5'] td[data-column='5'] button:contains(Champions)", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Customer 1)" },
        back,
        { trigger: "section[name=stages] button[name=lost]:contains(1)", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Customer 3)" },
        back,
        { trigger: "section[name=abc] canvas" },
        { trigger: "section[name=rates] canvas" },
        { trigger: "section[name=trend] canvas" },
        { trigger: "section[name=transitions] tr[data-row=retain] td[data-column=lost] button:contains(1)", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Customer 3)" },
    ],
});

tours.add("grading_card", {
    steps: () => [
        { trigger: ".o_form_view .nav-link[name=grading]", run: "click" },
        { trigger: ".o_grading_card .o_grade_badge_large:contains(A)" },
        { trigger: ".o_grading_card .o_grading_sentence:contains(points)" },
        { trigger: ".o_grading_card section[name=dimensions] canvas" },
        { trigger: ".o_grading_card .o_contribution[data-indicator=X] .o_above" },
    ],
});

tours.add("grading_card_empty", {
    steps: () => [
        { trigger: ".o_form_view .nav-link[name=grading]", run: "click" },
        { trigger: ".o_grading_card_empty:contains(No grade yet)" },
    ],
});

tours.add("grading_job_progress", {
    steps: () => [
        { trigger: ".o_job_progress[data-state=queued]:contains(Waiting for its turn)" },
        { trigger: ".o_job_progress .progress[aria-valuenow]" },
        { trigger: ".o_job_progress button[name=stop]", run: "click" },
        { trigger: ".o_job_progress[data-state=stopped] button[name=resume]", run: "click" },
        { trigger: ".o_job_progress[data-state=queued]" },
    ],
});

tours.add("grading_job_progress_reader", {
    steps: () => [{ trigger: ".o_job_progress[data-state=queued]:not(:has(button))" }],
});

import { registry } from "@web/core/registry";

const row = (text) => `.o_list_view .o_data_row:contains(${text})`;
const tours = registry.category("web_tour.tours");

// The figures of an operator: ratios as measures of the pivot table and the graph.
tours.add("telecom_figures", {
    steps: () => [
        { trigger: ".o_pivot thead:contains(ARPU):contains(Churn Rate)" },
        { trigger: ".o_pivot tbody:contains(Internet)" },
        { trigger: ".o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_view canvas" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: row("Wavering Ltd") },
    ],
});

// From the list of those who may leave to calls and a campaign.
tours.add("telecom_retention", {
    steps: () => [
        { content: "why, in words", trigger: `${row("Wavering Ltd")}:contains(the commitment ends)` },
        { trigger: `${row("Wavering Ltd")} .o_list_record_selector input`, run: "click" },
        { trigger: ".o_control_panel button:contains(Plan Calls)", run: "click" },
        { content: "the list is read again", trigger: ".o_list_view:not(:has(.o_list_record_selector input:checked))" },
        { trigger: `${row("Wavering Ltd")} .o_list_record_selector input`, run: "click" },
        { trigger: ".o_control_panel button:contains(Plan Campaign)", run: "click" },
        { trigger: ".o_form_view button[name=action_market_choose]" },
    ],
});

// A weight is changed in the list.
tours.add("telecom_churn_flags", {
    steps: () => [
        { trigger: `${row("Commitment ends")} [name=points]`, run: "click" },
        { trigger: ".o_selected_row [name=points] input", run: "edit 25" },
        { trigger: ".o_list_button_save", run: "click" },
        { trigger: `${row("Commitment ends")} [name=points]:contains(25)` },
        { content: "saved", trigger: ".o_list_view:not(:has(.o_selected_row))" },
    ],
});

// The test of the score, by risk and by sign.
tours.add("telecom_churn_tests", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row .o_data_cell", run: "click" },
        { trigger: ".o_form_view [name=population]" },
        { trigger: ".o_form_view [name=line_ids] .o_data_row:contains(Commitment ends)" },
    ],
});

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const part = (number) => `.o_field_widget[name=child_ids] .o_data_row:eq(${number})`;

tours.add("target_plan", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_split]", run: "click" },
        { content: "four quarters", trigger: ".modal .o_field_widget[name=split_by] input", run: "click" },
        { trigger: ".o_select_menu_menu .o_select_menu_item:contains(Quarters)", run: "click" },
        { trigger: ".modal .o_field_widget[name=method] .o_radio_item:contains(Evenly) input", run: "click" },
        { trigger: ".modal button[name=action_preview]", run: "click" },
        { trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:eq(3) td[name=amount]:contains(300.00)" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { content: "the parts are there", trigger: `body:not(:has(.modal)) ${part(3)} td[name=amount]:contains(300.00)` },
        { content: "the first one gets more", trigger: `${part(0)} td[name=amount]`, run: "click" },
        { trigger: `${part(0)} td[name=amount] input`, run: "edit 600.03" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "which the others give", trigger: `${part(1)} td[name=amount]:contains(199.99)` },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Submitted)" },
    ],
});

tours.add("target_dashboard", {
    steps: () => [
        { trigger: ".o_target_dashboard [name=actual] .o_value_figure_value:contains(0)" },
        { trigger: ".o_target_dashboard section[name=chart] canvas" },
        { trigger: ".o_target_dashboard section[name=rows] tbody th button:contains(Dealer A)", run: "click" },
        { trigger: ".o_list_view .o_data_row td[name=complete_name]:contains(Dealer A)", run: "click" },
        { content: "the gauge", trigger: ".o_form_view .o_field_gauge canvas" },
        { trigger: ".o_notebook a[name=chart]", run: "click" },
        { trigger: ".o_target_chart_widget canvas" },
    ],
});

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const answer = (number) => `.o_field_widget[name=answer_ids] .o_data_row:eq(${number})`;

tours.add("assessment", {
    steps: () => [
        { trigger: `${answer(0)} td[name=intention]`, run: "click" },
        { trigger: `${answer(0)} td[name=reality] .o_field_widget input, ${answer(0)} td[name=reality] select`, run: "click" },
        { trigger: ".o_select_menu_menu .o_select_menu_item:contains('1 · Done here and there')", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { content: "a gap", trigger: "button[name=action_make_actions]", run: "click" },
        { trigger: ".oe_stat_button[name=action_open_actions] .o_stat_value:contains(1)" },
        { trigger: ".o_notebook a[name=charts]", run: "click" },
        { trigger: ".o_assessment_charts section[name=radar] canvas" },
        { trigger: ".o_assessment_charts section[name=trend] canvas" },
        { trigger: "button[name=action_finish]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Finished)" },
        { trigger: ".oe_stat_button[name=action_open_actions]", run: "click" },
        { trigger: ".o_list_view .o_data_row td[name=name]:contains(A1)", run: "click" },
        { trigger: ".o_field_widget[name=result] textarea", run: "edit All are called now" },
        { trigger: "button[name=action_done]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Done)" },
    ],
});

tours.add("market_trend", { steps: () => [{ trigger: ".o_form_view .o_market_trend canvas" }] });

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("complaint_callback", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Complaining Customer) button[name=action_call]", run: "click" },
        { trigger: ".modal .o_field_widget[name=result] .o_radio_item:contains(Reached) input", run: "click" },
        { trigger: ".modal .o_field_widget[name=received] .o_radio_item:contains(Yes) input", run: "click" },
        { trigger: ".modal .o_field_widget[name=score] .o_priority_star:eq(3)", run: "click" },
        { trigger: ".modal .o_field_widget[name=comment] textarea", run: "edit All is well" },
        { trigger: ".modal button[name=action_save]", run: "click" },
        { content: "nobody is to be called any more", trigger: "body:not(:has(.modal)) .o_view_nocontent" },
    ],
});

tours.add("service_dashboard", {
    steps: () => [
        { trigger: ".o_service_dashboard [name=now] button[name=calls] .o_value_figure_value:contains(1)" },
        { trigger: ".o_service_dashboard [name=figures] button[name=cost]", run: "click" },
        { trigger: ".o_service_dashboard section[name=trend] h2:contains(Cost)" },
        { trigger: ".o_service_dashboard section[name=trend] canvas" },
        { trigger: ".o_service_dashboard section[name=product_id] tbody button:contains(Bottle of gel)", run: "click" },
        { trigger: ".o_list_view .o_data_row td[name=partner_id]:contains(Complaining Customer)", run: "click" },
        { content: "the complaint itself", trigger: ".o_form_view .o_notebook a[name=callbacks]", run: "click" },
        { trigger: ".o_field_widget[name=callback_ids] .o_data_row:eq(1)" },
        { trigger: ".o_notebook a[name=clocks]", run: "click" },
        { trigger: ".o_field_widget[name=clock_ids] .o_data_row:eq(1)" },
    ],
});

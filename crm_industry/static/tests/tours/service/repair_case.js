import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const state = (text) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${text})` });

tours.add("repair_case_take_in", {
    steps: () => [
        { content: "the number on the device", trigger: ".o_field_widget[name=device_serial] input", run: "edit X30-1" },
        { trigger: ".o_field_widget[name=subject] input", run: "click" },
        { content: "what it is", trigger: ".o_field_widget[name=line_ids] .o_data_row td[name=serial]:contains(X30-1)" },
        { trigger: ".o_field_widget[name=subject] input", run: "edit Screen broken" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "in warranty", trigger: ".o_field_widget[name=line_ids] td[name=warranty]:contains(In Warranty)" },
        { trigger: "button[name=action_accept]", run: "click" },
        { trigger: "button[name=action_repair]", run: "click" },
        state("Being Solved"),
        { trigger: "button[name=action_open_repairs]", run: "click" },
        state("Awaited"),
        { trigger: "button[name=action_receive]", run: "click" },
        state("Here"),
        { content: "a technician's work", trigger: ".o_field_widget[name=work]:contains(New)" },
    ],
});

tours.add("repair_case_hand_over", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row td:contains(X30-1)", run: "click" },
        state("To Be Returned"),
        { content: "what it has cost", trigger: ".o_field_widget[name=parts_cost]:contains(120.00)" },
        { trigger: "button[name=action_return]", run: "click" },
        state("Returned"),
        { trigger: "button[name=action_open_case]", run: "click" },
        state("Waiting for Customer"),
    ],
});

import { registry } from "@web/core/registry";

/* A vehicle is sold: the quotation is confirmed, a VIN is kept for it, the vehicle is handed over; then the parts counter. */
const line = (rest) => `.o_field_widget[name=order_line] ${rest}`;

registry.category("web_tour.tours").add("auto_sale", {
    steps: () => [
        {trigger: ".o_statusbar_buttons button[name=action_confirm]:enabled", run: "click"},
        {trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=sale]"},
        {trigger: line(".o_data_row td[name=vehicle_id]"), run: "click"},
        {trigger: line(".o_selected_row [name=vehicle_id] input"), run: "edit LTM"},
        {trigger: ".o-autocomplete--dropdown-item a:contains(LTM)", run: "click"},
        {trigger: ".o_form_button_save:enabled", run: "click"},
        {trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))"},
        {trigger: line(".o_data_row td[name=vehicle_id]:contains(LTM)")},
        {trigger: "button[name=action_view_delivery]:enabled", run: "click"},
        {trigger: ".o_statusbar_buttons button[name=button_validate]:enabled", run: "click"},
        {trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=done]"},
        {
            trigger: "body",
            run: () => {
                window.location.href = "/odoo/parts-counter";
            },
            expectUnloadPage: true,
        },
        {trigger: ".o_list_button_add:enabled", run: "click"},
        {trigger: ".o_form_view .o_field_widget[name=auto_station_id]:has(input:value(Pudong))"},
    ],
});

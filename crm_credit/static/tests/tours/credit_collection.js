import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The officer collects what is overdue, looks at the proposed letters and sends them.
tours.add("credit_dunning_run", {
    steps: () => [
        { trigger: ".o_control_panel .o_list_button_add", run: "click" },
        { trigger: "button[name=action_propose]", run: "click" },
        { trigger: ".o_field_widget[name=letter_ids] .o_data_row:contains(Dealer One):contains(First reminder)" },
        { trigger: "button[name=action_send]", run: "click" },
        { trigger: ".modal footer button.btn-primary", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current[data-value=done]" },
    ],
});

// On the phone the customer promises to pay: the case remembers it.
tours.add("credit_promise", {
    steps: () => [
        { trigger: ".o_data_row:contains(Dealer One) td[name=partner_id]", run: "click" },
        { trigger: ".o_form_statusbar button[name=action_log_contact]", run: "click" },
        { trigger: ".modal .o_field_widget[name=result] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Promised to pay)", run: "click" },
        { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit Next week" },
        { trigger: ".modal footer .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=last_result]:contains(Promised to pay)" },
        { trigger: ".o_form_statusbar button[name=action_promise]", run: "click" },
        { trigger: ".modal .o_field_widget[name=amount] input", run: "edit 300" },
        { trigger: ".modal .o_field_widget[name=date_due] input", run: "click" },
        { trigger: ".o_date_picker .o_date_item_cell.o_today", run: "click" },
        { trigger: ".modal footer .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .nav-link[name=promises]", run: "click" },
        { trigger: ".o_field_widget[name=promise_ids] .o_data_row:contains(Running)" },
    ],
});

// Nothing came: the promise is broken, and the customer is to be called today.
tours.add("credit_promise_broken", {
    steps: () => [
        { trigger: ".o_data_row:contains(Dealer One):contains(Call)" },
        { trigger: ".o_data_row:contains(Dealer One) td[name=partner_id]", run: "click" },
        { trigger: ".o-mail-Activity:contains(Broken promise)" },
        { trigger: ".nav-link[name=promises]", run: "click" },
        { trigger: ".o_field_widget[name=promise_ids] .o_data_row:contains(Broken)" },
    ],
});

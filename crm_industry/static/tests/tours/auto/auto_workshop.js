import { registry } from "@web/core/registry";

/* A vehicle in the workshop: taken in, worked on, delivered, called; then the plan, the vehicle's history and the lists. */
const page = (name) => ({trigger: `.o_notebook a[name=${name}]`, run: "click"});
const step = (method) => ({trigger: `.o_form_view button[name=${method}]:enabled`, run: "click"});
const state = (value) => ({trigger: `.o_statusbar_status button.o_arrow_button_current[data-value=${value}]`});

registry.category("web_tour.tours").add("auto_workshop", {
    steps: () => [
        {trigger: ".o_field_widget[name=km] input", run: "edit 12000"},
        step("action_receive"),
        state("received"),
        step("action_start"),
        state("in_work"),
        page("faults"),
        {trigger: ".o_field_widget[name=fault_ids] .o_data_row [name=fault_id]:contains(Rattle)"},
        step("action_finish"),
        {trigger: ".modal .modal-body:contains(Rattle), .o_error_dialog:contains(Rattle)"},
        {trigger: ".modal footer button.btn-primary", run: "click"},
        {trigger: ".o_field_widget[name=fault_ids] .o_data_row [name=outcome]", run: "click"},
        {trigger: ".o_field_widget[name=fault_ids] .o_selected_row [name=outcome] input", run: "click"},
        {trigger: ".o_select_menu_item:contains(Repaired)", run: "click"},
        step("action_finish"),
        state("done"),
        step("action_deliver"),
        state("delivered"),
        {trigger: ".o_statusbar_buttons button:contains(Follow-up Call)", run: "click"},
        {trigger: ".modal .o_field_widget[name=score] .o_radio_item:contains(Very satisfied) input", run: "click"},
        {trigger: ".modal footer button[name=action_confirm]", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        page("times"),
        {trigger: ".o_field_widget[name=follow_up_score]:contains(5)"},
    ],
});

const seen = (view) => ({trigger: view});
const go = (path, view) => [
    {
        trigger: "body",
        run: () => {
            window.location.href = path;
        },
        expectUnloadPage: true,
    },
    seen(view),
];

registry.category("web_tour.tours").add("auto_lists", {
    steps: () => [
        seen(".o_kanban_view, .o_list_view"),
        ...go("/odoo/vehicles?view_type=kanban", ".o_kanban_view"),
        ...go("/odoo/service-jobs?view_type=kanban", ".o_kanban_view .o_kanban_group"),
        ...go("/odoo/workshop-plan", ".o_calendar_view"),
        ...go("/odoo/service-jobs?view_type=pivot", ".o_pivot_view"),
        ...go("/odoo/vehicle-models?view_type=kanban", ".o_kanban_view"),
        ...go("/odoo/warranty-clocks", ".o_list_view"),
        ...go("/odoo/maintenance-due", ".o_list_view"),
        ...go("/odoo/recall-vehicles?view_type=pivot", ".o_pivot_view"),
        ...go("/odoo/recall-notices", ".o_list_view"),
        ...go("/odoo/warranty-laws", ".o_list_view .o_data_row"),
    ],
});

import { registry } from "@web/core/registry";

const figure = (key, text) => ({ trigger: `.o_customer_view [name=main] [name=${key}]:contains(${text})` });
const entries = (kind, text) => ({ trigger: `.o_customer_view .o_customer_entries [data-kind=${kind}]:contains(${text})` });

// A salesperson looks at a customer: what it is worth, what is due, what happened; and writes a call down.
registry.category("web_tour.tours").add("customer_view", {
    steps: () => [
        { content: "from the form of the customer", trigger: ".o_form_view .o_customer_view_button", run: "click" },
        { trigger: ".o_customer_view [name=head] h2:contains(Harbour Trading)" },
        figure("orders", "2"),
        { content: "two charts", trigger: ".o_customer_view [name=charts] canvas" },
        { content: "an activity is due", trigger: ".o_customer_view [name=actions] [data-kind=activity]:contains(Ring)" },
        {
            content: "the next page comes when the end comes into view",
            trigger: ".o_customer_view button[name=more]",
            run: ({ anchor }) => anchor.scrollIntoView(),
        },
        entries("call", "Call 44"),
        { content: "only calls", trigger: "button[name=kind_call]", run: "click" },
        { trigger: ".o_customer_entries:not(:has([data-kind=order])):has([data-kind=call])" },
        { content: "orders, too", trigger: "button[name=kind_order]", run: "click" },
        entries("order", "S"),
        { content: "words of the title", trigger: "input[name=text]", run: "edit Call 7" },
        { trigger: ".o_customer_entries:has([data-kind=call]:contains(Call 7)):not(:has([data-kind=order]))" },
        { content: "everything again", trigger: "button[name=kind_all]", run: "click" },
        { content: "write a call down", trigger: "button[name=new_touchpoint]", run: "click" },
        { trigger: ".modal .o_field_widget[name=subject] input", run: "edit Asks for ink" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        entries("call", "Asks for ink"),
        { content: "the order opens", trigger: ".o_customer_entries [data-kind=order] button", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Harbour Trading)" },
        { content: "back", trigger: ".o_breadcrumb .o_back_button a", run: "click" },
        { trigger: ".o_customer_view [name=head] h2:contains(Harbour Trading)" },
    ],
});

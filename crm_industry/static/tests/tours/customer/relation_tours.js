import { registry } from "@web/core/registry";

const told = (text) => `.o_relation_network section[name=network] header:contains(${text})`;

// From the customer to the picture of its relations; a click opens a partner, filters leave relations out.
registry.category("web_tour.tours").add("relation_network", {
    steps: () => [
        { content: "there are more buttons than fit in", trigger: ".o_form_view .o_button_more", run: "click" },
        { trigger: "button[name=action_relation_network] .o_stat_value:contains(2)", run: "click" },
        { trigger: told("3 partners, 2 relations") },
        { trigger: ".o_relation_picture .o_relation_node.o_relation_centre[aria-label=Mother]" },
        { trigger: ".o_relation_network select[name=depth]", run: "select 1" },
        { trigger: told("3 partners, 2 relations") },
        { trigger: ".o_relation_network select[name=strength]", run: "select 4" },
        { content: "only the strong one is left", trigger: told("2 partners, 1 relations") },
        { trigger: ".o_relation_picture .o_relation_node[aria-label=Grandchild]", run: "click" },
        { content: "the partner opens", trigger: ".o_form_view" },
        { trigger: ".o_breadcrumb:contains(Grandchild)" },
    ],
});

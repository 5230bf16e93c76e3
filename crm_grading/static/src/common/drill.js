import { useService } from "@web/core/utils/hooks";

/** @returns {Function} opens the records behind a figure: `(model, title, domain, context)` */
export function useDrill() {
    const action = useService("action");
    return (model, title, domain, context = {}) =>
        action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            name: title,
            domain,
            context,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
}

/** @returns {Function} opens one record on its form: `(model, id)` */
export function useOpenRecord() {
    const action = useService("action");
    return (model, id) =>
        action.doAction({ type: "ir.actions.act_window", res_model: model, res_id: id, views: [[false, "form"]] });
}

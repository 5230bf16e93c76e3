import { useState } from "@odoo/owl";
import { useLoad } from "../load";

/**
 * Data of a dashboard with `DashboardFilters`.
 *
 * @param {(filters: Object) => Promise<any>} read gets the filters that are set
 * @returns {{filters: Object, load: Object, change: Function}} `load` as of `useLoad`; `change` sets filters and reads again
 */
export function useFilteredLoad(read) {
    const filters = useState({});
    const asked = () => Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
    const load = useLoad(() => read(asked()));
    const change = (values) => {
        Object.assign(filters, values);
        return load.reload();
    };
    return { filters, load, change };
}

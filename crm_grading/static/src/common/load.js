import { markRaw, onMounted, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";

/**
 * Data of a screen or of one of its parts, with its states.
 *
 * @param {() => Promise<any>} load
 * @returns {{status: "loading"|"ready"|"error", data: any, error: string, reload: Function}}
 *  the screen is drawn first, the data comes after; `reload` keeps the old data until the new is there
 */
export function useLoad(load) {
    const last = new KeepLast();
    const state = useState({ status: "loading", data: null, error: "" });
    state.reload = async () => {
        state.status = "loading";
        try {
            state.data = markRaw((await last.add(load())) ?? {});
            state.status = "ready";
        } catch (error) {
            state.error = error.data?.message || error.message || _t("The figures could not be read.");
            state.status = "error";
        }
    };
    onMounted(() => state.reload());
    return state;
}

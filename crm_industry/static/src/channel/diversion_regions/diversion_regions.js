import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardPage } from "@crm_grading/common/dashboard_page/dashboard_page";
import { useDrill } from "@crm_grading/common/drill";
import { count } from "@crm_grading/common/format";
import { HeatTable } from "@crm_grading/common/heat_table/heat_table";
import { useLoad } from "@crm_grading/common/load";
import { Panel } from "@crm_grading/common/panel/panel";

const COLOR = "#c2410c";

/** Where diverted goods are found: regions against months or suspects, without a map. A cell opens what it is made of. */
export class DiversionRegions extends Component {
    static template = "crm_industry.DiversionRegions";
    static components = { DashboardPage, HeatTable, Panel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.state = useState({ by: "month", months: 6 });
        this.load = useLoad(() =>
            this.orm.call("crm.diversion.statistic", "region_table", [this.state.by, this.state.months])
        );
    }

    get data() {
        return this.load.data;
    }

    get empty() {
        return Boolean(this.data) && !this.data.rows.length && _t("Nothing was found in these months.");
    }

    get columns() {
        return this.data.columns.map(([key, label]) => ({ key, label }));
    }

    get rows() {
        return this.data.rows.map(([key, label, units]) => ({
            key,
            label,
            cells: units.map((figure) => ({
                text: figure ? count(figure) : "",
                share: this.data.most ? figure / this.data.most : 0,
                color: COLOR,
                empty: !figure,
            })),
        }));
    }

    change(values) {
        Object.assign(this.state, values);
        return this.load.reload();
    }

    changeMonths(months) {
        return this.change({ months: Number(months) });
    }

    open(regionId, column) {
        const row = this.data.rows.find(([id]) => id === regionId);
        const label = this.data.columns.find(([key]) => key === column)[1];
        const where = ["region_id", "=", regionId];
        const domain = this.data.by === "month" ? [["month", "=", column]] : this.dealerDomain(column);
        return this.drill("crm.diversion.statistic", `${row[1]}: ${label}`, [where, ...domain]);
    }

    dealerDomain(dealerId) {
        return [
            ["dealer_id", "=", dealerId],
            ["month", ">=", this.data.from],
        ];
    }
}

registry.category("actions").add("crm_diversion_regions", DiversionRegions);

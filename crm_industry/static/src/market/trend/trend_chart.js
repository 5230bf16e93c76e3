import { Component, useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ChartBox } from "@crm_grading/common/chart_box/chart_box";
import { monthLabel } from "@crm_grading/common/format";
import { useLoad } from "@crm_grading/common/load";
import { BAD, GOOD, NEUTRAL } from "@crm_grading/common/palette";

const STYLES = [
    { color: GOOD, dash: [], radius: 4 },
    { color: NEUTRAL, dash: [2, 3], radius: 0 },
    { color: BAD, dash: [6, 4], radius: 0 },
];

/** The months of the record of a form beside its levels: whatever its model gives as `trend_data`. */
export class TrendChart extends Component {
    static template = "crm_industry.TrendChart";
    static components = { ChartBox };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.label = _t("Months");
        this.load = useLoad(() => this.read());
        useEffect(
            (key) => {
                if (key && this.shown !== key) {
                    this.load.reload();
                }
            },
            () => [this.key]
        );
    }

    get key() {
        const { resId, data } = this.props.record;
        return resId && `${resId}:${data.target}:${data.write_date}`;
    }

    async read() {
        this.shown = this.key;
        const { resModel, resId } = this.props.record;
        return resId ? this.orm.call(resModel, "trend_data", [[resId]]) : {};
    }

    get chart() {
        const { labels, lines } = this.load.data;
        return {
            type: "line",
            data: { labels: labels.map(monthLabel), datasets: lines.map((line, place) => this.line(line, STYLES[place])) },
            options: { plugins: { legend: { display: true, position: "bottom" } } },
        };
    }

    line({ name, values }, { color, dash, radius }) {
        return {
            label: name,
            data: values,
            borderDash: dash,
            borderColor: color,
            backgroundColor: color,
            pointRadius: radius,
            borderWidth: 2,
            spanGaps: false,
        };
    }
}

registry.category("view_widgets").add("market_trend", {
    component: TrendChart,
    fieldDependencies: [
        { name: "target", type: "float" },
        { name: "write_date", type: "datetime" },
    ],
});

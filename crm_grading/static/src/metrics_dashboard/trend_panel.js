import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ChartBox } from "../common/chart_box/chart_box";
import { useDrill } from "../common/drill";
import { monthLabel } from "../common/format";
import { useLoad } from "../common/load";
import { colorOf, faded } from "../common/palette";
import { Panel } from "../common/panel/panel";

/** Customers per segment, month by month. */
export class TrendPanel extends Component {
    static template = "crm_grading.TrendPanel";
    static components = { ChartBox, Panel };
    static props = { segments: Array };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.load = useLoad(async () => {
            const data = await this.orm.call("crm.customer.snapshot", "dashboard_segment_trend", []);
            return { ...data, config: this.chart(data) };
        });
    }

    get empty() {
        return Boolean(this.load.data && !this.load.data.months.length) && _t("No monthly snapshot has been taken yet.");
    }

    /** The colours of the segments; those that share one are told apart by its strength. */
    colors(segments) {
        const used = new Map();
        return segments.map(({ color }) => {
            const times = used.get(color) || 0;
            used.set(color, times + 1);
            return faded(colorOf(color), 1 / (1 + times * 0.8));
        });
    }

    chart({ months, segments }) {
        const colors = this.colors(segments);
        return {
            type: "bar",
            data: {
                labels: months.map(monthLabel),
                datasets: segments.map((segment, index) => ({
                    label: segment.name,
                    data: segment.customers,
                    backgroundColor: colors[index],
                    stack: "all",
                })),
            },
            options: {
                scales: { x: { stacked: true, grid: { display: false } }, y: { stacked: true, ticks: { precision: 0 } } },
                plugins: { legend: { display: true, position: "bottom" } },
            },
        };
    }

    select(index, dataset) {
        const { months, segments } = this.load.data;
        const segment = segments[dataset];
        this.drill("crm.customer.snapshot", `${segment.name}, ${monthLabel(months[index])}`, [
            ...this.load.data.domain,
            ["month", "=", months[index]],
            ["segment_id", "=", segment.id],
        ]);
    }
}

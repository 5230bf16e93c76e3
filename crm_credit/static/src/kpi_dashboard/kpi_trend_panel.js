import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ChartBox } from "@crm_grading/common/chart_box/chart_box";
import { markedLine } from "@crm_grading/common/chart_box/marked_line";
import { monthLabel } from "@crm_grading/common/format";
import { faded, BAD, GOOD, NEUTRAL } from "@crm_grading/common/palette";
import { Panel } from "@crm_grading/common/panel/panel";
import { ratioText } from "./kpi_format";

/** One ratio month by month, with the lines that it may be compared with and where these come from. */
export class KpiTrendPanel extends Component {
    static template = "crm_credit.KpiTrendPanel";
    static components = { ChartBox, Panel };
    static props = { data: Object, ratio: Object, open: Function };

    get config() {
        const { months } = this.props.data;
        return {
            type: "line",
            data: {
                labels: months.map(monthLabel),
                datasets: [...this.series(), ...this.references(months.length)],
            },
            options: this.options(),
        };
    }

    /** The ratio; the DSO is shown with the best one that could be. */
    series() {
        const { ratio, data } = this.props;
        const line = ({ label, values }, ...style) => markedLine(label, values, ...style);
        const shown = [line(ratio, GOOD, "circle", [])];
        const best = ratio.key === "dso" && data.ratios.find(({ key }) => key === "best_dso");
        return best ? [...shown, line(best, NEUTRAL, "triangle", [4, 3])] : shown;
    }

    /** Reference lines; of a range, both ends and the area between them. */
    references(count) {
        return this.props.ratio.references.flatMap(({ label, value, value_to: end }) => {
            const line = (height, fill) => ({
                label: label,
                data: Array(count).fill(height),
                borderColor: BAD,
                backgroundColor: faded(BAD, 0.12),
                borderDash: [8, 4],
                borderWidth: 1.5,
                pointRadius: 0,
                fill,
                reference: true,
            });
            return end ? [line(value, "+1"), line(end, false)] : [line(value, false)];
        });
    }

    options() {
        const { unit } = this.props.ratio;
        return {
            scales: {
                x: { grid: { display: false } },
                y: { beginAtZero: true, title: { display: true, text: unit === "percent" ? "%" : _t("Days") } },
            },
            plugins: {
                legend: {
                    display: true,
                    position: "bottom",
                    labels: {
                        usePointStyle: true,
                        // both ends of a range have one entry
                        filter: ({ text, datasetIndex }, { datasets }) =>
                            datasets.findIndex(({ label }) => label === text) === datasetIndex,
                    },
                },
                tooltip: {
                    filter: ({ dataset }) => !dataset.reference,
                    callbacks: { label: (item) => `${item.dataset.label}: ${ratioText(item.raw, unit)}` },
                },
            },
        };
    }

    select(index) {
        const month = this.props.data.months[index];
        const domain = this.props.data.trend_domain.filter((term) => !(Array.isArray(term) && term[0] === "month"));
        this.props.open(monthLabel(month), [...domain, ["month", "=", month]]);
    }
}

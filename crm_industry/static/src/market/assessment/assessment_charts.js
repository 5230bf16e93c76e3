import { Component, useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ChartBox } from "@crm_grading/common/chart_box/chart_box";
import { dayLabel } from "@crm_grading/common/format";
import { useLoad } from "@crm_grading/common/load";
import { BAD, GOOD, NEUTRAL, SERIES, faded } from "@crm_grading/common/palette";

const PERCENT = { min: 0, max: 100, ticks: { stepSize: 25 } };
const LONGEST_LABEL = 14;

/** A long label of the radar, a line a word: what does not fit beside the circle is cut off. */
function lines(name) {
    return name.length > LONGEST_LABEL ? name.split(" ") : name;
}

/** An assessment as a radar of its sections beside the one before, and the scores of the years. */
export class AssessmentCharts extends Component {
    static template = "crm_industry.AssessmentCharts";
    static components = { ChartBox };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.sectionsLabel = _t("Sections, in percent");
        this.trendLabel = _t("Score over the years, in percent");
        this.load = useLoad(() => this.read());
        useEffect(
            (id, score) => {
                if (id && this.shown !== `${id}:${score}`) {
                    this.load.reload();
                }
            },
            () => [this.props.record.resId, this.props.record.data.score]
        );
    }

    async read() {
        const { resId, data } = this.props.record;
        this.shown = `${resId}:${data.score}`;
        return resId ? this.orm.call("crm.assessment", "chart_data", [[resId]]) : {};
    }

    get radar() {
        const { sections, before } = this.load.data;
        const datasets = [
            this.area(_t("Score"), "score", GOOD, []),
            this.area(_t("Intention"), "intention", SERIES[2], [6, 4]),
            this.area(_t("Reality"), "reality", BAD, [2, 3]),
        ];
        if (before) {
            datasets.push(this.area(before, "before", NEUTRAL, [8, 3]));
        }
        return {
            type: "radar",
            data: { labels: sections.map(({ name }) => lines(name)), datasets },
            options: { scales: { r: PERCENT }, plugins: { legend: { display: true, position: "bottom" } } },
        };
    }

    area(label, key, color, borderDash) {
        return {
            label,
            borderDash,
            data: this.load.data.sections.map((section) => section[key]),
            borderColor: color,
            backgroundColor: key === "score" ? faded(color, 0.2) : "transparent",
            pointBackgroundColor: color,
            borderWidth: 2,
        };
    }

    get trend() {
        const { trend, benchmark } = this.load.data;
        const datasets = [
            { ...this.line(_t("Score"), trend.map(({ score }) => score), GOOD, []), pointRadius: 4 },
        ];
        if (benchmark) {
            const level = (value) => trend.map(() => value);
            datasets.push(this.line(_t("Reference: best"), level(benchmark.best), NEUTRAL, [2, 3]));
            datasets.push(this.line(_t("Reference: mean"), level(benchmark.mean), NEUTRAL, [6, 4]));
            datasets.push(this.line(_t("Reference: worst"), level(benchmark.worst), NEUTRAL, [2, 6]));
        }
        return {
            type: "line",
            data: { labels: trend.map(({ date }) => dayLabel(date)), datasets },
            options: { scales: { y: PERCENT }, plugins: { legend: { display: true, position: "bottom" } } },
        };
    }

    line(label, data, color, borderDash) {
        return { label, data, borderDash, borderColor: color, backgroundColor: color, pointRadius: 0, borderWidth: 2 };
    }
}

registry.category("view_widgets").add("assessment_charts", {
    component: AssessmentCharts,
    fieldDependencies: [{ name: "score", type: "float" }],
});

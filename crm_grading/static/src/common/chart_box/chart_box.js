/* global Chart */
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

function themed(config, color) {
    const faint = color.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*\)$/, "rgba($1, 0.15)");
    const options = config.options || {};
    const axes = config.type === "radar" ? { r: {} } : { x: {}, y: {} };
    const scales = {};
    for (const [name, scale] of Object.entries({ ...axes, ...options.scales })) {
        scales[name] = {
            ...scale,
            ticks: { color, backdropColor: "transparent", ...scale.ticks },
            title: { color, ...scale.title },
            grid: { color: faint, ...scale.grid },
            ...(name === "r" ? { angleLines: { color: faint }, pointLabels: { color, ...scale.pointLabels } } : {}),
        };
    }
    const legend = options.plugins?.legend;
    return {
        ...config,
        options: {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            ...options,
            scales,
            plugins: {
                ...options.plugins,
                legend: { display: false, ...legend, labels: { color, boxWidth: 12, ...legend?.labels } },
            },
        },
    };
}

/** One Chart.js chart in the text colour of the page, so that it can be read in light and dark mode. */
export class ChartBox extends Component {
    static template = "crm_grading.ChartBox";
    static props = {
        config: Object,
        label: String,
        height: { type: Number, optional: true },
        onSelect: { type: Function, optional: true },
    };
    static defaultProps = { height: 260 };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (config) => {
                const chart = new Chart(this.canvas.el, this.complete(config));
                return () => chart.destroy();
            },
            () => [this.props.config]
        );
    }

    complete(config) {
        const complete = themed(config, getComputedStyle(this.canvas.el.parentElement).color);
        if (this.props.onSelect) {
            complete.options.onClick = (event, elements) =>
                elements.length && this.props.onSelect(elements[0].index, elements[0].datasetIndex);
            complete.options.onHover = (event, elements) => {
                event.native.target.style.cursor = elements.length ? "pointer" : "default";
            };
        }
        return complete;
    }
}

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { count, decimal } from "../common/format";
import { HeatTable } from "../common/heat_table/heat_table";
import { useLoad } from "../common/load";
import { BAD, GOOD } from "../common/palette";
import { Panel } from "../common/panel/panel";

/** How far two indicators say the same: scores of the same customers, -1..1. */
export class CorrelationPanel extends Component {
    static template = "crm_grading.CorrelationPanel";
    static components = { HeatTable, Panel };
    static props = { runId: Number };

    setup() {
        this.orm = useService("orm");
        this.load = useLoad(() => this.orm.call("crm.grading.run", "dashboard_correlation", [[this.props.runId]]));
    }

    get subtitle() {
        const data = this.load.data;
        return data && data.sampled < data.population
            ? _t("Scores of %(sampled)s of %(population)s rated customers. Near 1: two indicators measure the same.", {
                  sampled: count(data.sampled),
                  population: count(data.population),
              })
            : _t("Scores of the rated customers. Near 1: two indicators measure the same.");
    }

    get empty() {
        const data = this.load.data;
        return Boolean(data && (data.indicators.length < 2 || !data.sampled)) && _t("There are no two indicators to compare.");
    }

    get table() {
        const { indicators, matrix } = this.load.data;
        const cell = (value, row, column) => ({
            text: row === column ? "" : decimal(value, 2),
            share: row === column ? 0 : Math.abs(value || 0),
            color: value < 0 ? BAD : GOOD,
            empty: true,
            title: `${indicators[row].name} / ${indicators[column].name}`,
        });
        return {
            columns: indicators.map(({ code, name }) => ({ key: code, label: code, title: name })),
            rows: indicators.map(({ code, name }, row) => ({
                key: code,
                label: `${code} ${name}`,
                cells: matrix[row].map((value, column) => cell(value, row, column)),
            })),
        };
    }
}

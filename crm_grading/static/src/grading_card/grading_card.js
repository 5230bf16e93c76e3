import { Component, onWillUpdateProps } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ChartBox } from "../common/chart_box/chart_box";
import { count, dayLabel, decimal, steps } from "../common/format";
import { useLoad } from "../common/load";
import { GradeBadge } from "../grade_badge/grade_badge";
import { ContributionBars } from "./contribution_bars";
import { dimensionChart, trendChart } from "./grading_charts";

/**
 * The grade of a customer and why: values against the peers, contributions, the way to the next grade, trend.
 *
 * Read by one call when the tab is opened; Odoo draws a page of a notebook only then.
 */
export class GradingCard extends Component {
    static template = "crm_grading.GradingCard";
    static components = { ChartBox, ContributionBars, GradeBadge };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        Object.assign(this, { count, decimal, steps });
        this.resId = this.props.record.resId;
        this.load = useLoad(() => this.read());
        onWillUpdateProps(({ record }) => {
            if (record.resId !== this.resId) {
                this.resId = record.resId;
                this.load.data = null;
                this.load.reload();
            }
        });
    }

    async read() {
        const card = this.resId && (await this.ask());
        if (!card) {
            return { card: false };
        }
        const why = card.explanation;
        return {
            card,
            dimensions: why?.dimensions.some(({ score }) => score !== null) && dimensionChart(why.dimensions),
            trend: why?.trend.length > 1 && trendChart(why.trend),
        };
    }

    /** A customer has a card for the grade it has now, a result the one for the grade it gave. */
    ask() {
        return this.ofResult
            ? this.orm.call("crm.grading.result", "result_card", [[this.resId]])
            : this.orm.call("res.partner", "grading_card", [this.resId]);
    }

    get ofResult() {
        return this.props.record.resModel === "crm.grading.result";
    }

    get data() {
        return this.load.data;
    }

    get badge() {
        return this.data.card.badge;
    }

    get why() {
        return this.data.card.explanation;
    }

    get notRated() {
        return this.why?.reason_text || _t("Not rated");
    }

    get since() {
        return this.badge.date ? dayLabel(this.badge.date) : "";
    }

    get gapText() {
        const { grade, points, score } = this.why.gap;
        return _t("%(points)s points to %(grade)s (from %(score)s)", {
            points: decimal(points),
            grade: grade.code,
            score: decimal(score),
        });
    }

    get gapWidth() {
        const { score } = this.why.gap;
        return score > 0 ? Math.min((this.why.total / score) * 100, 100) : 0;
    }

    get groupText() {
        const { name, size } = this.why.group;
        return _t("among %(size)s in %(group)s", { size: count(size), group: name });
    }
}

registry.category("view_widgets").add("grading_card", { component: GradingCard });

import { Component, onWillStart, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { percent } from "../common/format";

const UNDER_WAY = ["queued", "running"];
const POLL_EVERY = 2000;
const SLOWEST_POLL = 30000;

/** Bar of a background job: asks the server while the job is under way and tells when its state has changed. */
export class JobBar extends Component {
    static template = "crm_grading.JobBar";
    static props = { resModel: String, resId: Number, jobState: String, onChanged: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ job: null, lost: false, busy: false });
        this.percent = percent;
        onWillStart(async () => {
            this.mayDecide = await user.checkAccessRight(this.props.resModel, "write");
        });
        useEffect(
            () => {
                this.follow();
                return () => this.forget();
            },
            () => [this.props.resId, this.props.jobState]
        );
        onWillUnmount(() => this.forget());
    }

    get jobState() {
        return this.state.job?.state || this.props.jobState;
    }

    get underWay() {
        return UNDER_WAY.includes(this.jobState);
    }

    get visible() {
        return this.underWay || ["failed", "stopped"].includes(this.jobState);
    }

    follow() {
        this.forget();
        this.state.job = null;
        if (this.visible) {
            this.poll(POLL_EVERY);
        }
    }

    forget() {
        browser.clearTimeout(this.timer);
        this.asked = null;
    }

    call(method, orm = this.orm) {
        return orm.call(this.props.resModel, method, [[this.props.resId]]);
    }

    async poll(wait) {
        const asked = (this.asked = {});
        const current = () => this.asked === asked;
        try {
            const { [this.props.resId]: job } = await this.call("job_progress", this.orm.silent);
            if (current()) {
                Object.assign(this.state, { job, lost: false });
                await this.tell();
            }
        } catch {
            // A restart of the server is no reason to stop looking: ask again, less and less often.
            this.state.lost = true;
            wait = Math.min(wait * 2, SLOWEST_POLL);
        }
        if (current() && this.underWay) {
            this.timer = browser.setTimeout(() => this.poll(wait), wait);
        }
    }

    async tell() {
        if (!this.underWay && UNDER_WAY.includes(this.props.jobState)) {
            await this.props.onChanged();
        }
    }

    async decide(method) {
        this.state.busy = true;
        try {
            await this.call(method);
            await this.props.onChanged();
            this.follow();
        } finally {
            this.state.busy = false;
        }
    }
}

/** `<widget name="job_progress"/>` on the form of any model with jobs; reloads the record when the job has ended. */
export class JobProgress extends Component {
    static template = "crm_grading.JobProgress";
    static components = { JobBar };
    static props = { ...standardWidgetProps };

    get job() {
        const { resModel, resId, data } = this.props.record;
        return resId && data.job_state && { resModel, resId, jobState: data.job_state };
    }

    async reload() {
        if (!(await this.props.record.isDirty())) {
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("job_progress", {
    component: JobProgress,
    fieldDependencies: [{ name: "job_state", type: "selection", readonly: true }],
});

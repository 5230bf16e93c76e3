import { Component, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatMonetary } from "@web/views/fields/formatters";
import { dayLabel } from "@crm_grading/common/format";
import { Panel } from "@crm_grading/common/panel/panel";

const NO_FILTERS = { kinds: [], direction: "", date_from: "", date_to: "", text: "" };

/** What happened with the customer, the latest first; further pages are read when the end comes into view. */
export class CustomerTimeline extends Component {
    static template = "crm_industry.CustomerTimeline";
    static components = { Panel };
    static props = { customerId: Number, kinds: Array, first: Object, open: Function };

    setup() {
        this.orm = useService("orm");
        this.end = useRef("end");
        this.last = new KeepLast();
        this.state = useState({ ...this.props.first, filters: { ...NO_FILTERS }, busy: false, error: "" });
        this.search = useDebounced(() => this.restart(), 400);
        this.directions = [
            { key: "", label: _t("Both directions") },
            { key: "in", label: _t("From the customer") },
            { key: "out", label: _t("To the customer") },
        ];
        onWillUpdateProps((next) => {
            if (next.first !== this.props.first) {
                Object.assign(this.state, { ...next.first, filters: { ...NO_FILTERS }, error: "" });
            }
        });
        useEffect(
            () => {
                if (!this.end.el) {
                    return;
                }
                const observer = new IntersectionObserver(
                    ([entry]) => entry.isIntersecting && !this.state.busy && !this.state.error && this.more(),
                    { rootMargin: "200px" }
                );
                observer.observe(this.end.el);
                return () => observer.disconnect();
            },
            () => [this.state.items.length, Boolean(this.state.cursor), this.state.busy]
        );
    }

    get filters() {
        return Object.fromEntries(Object.entries(this.state.filters).filter(([, value]) => value.length));
    }

    get icons() {
        return Object.fromEntries(this.props.kinds.map(({ key, icon }) => [key, icon]));
    }

    get labels() {
        return Object.fromEntries(this.props.kinds.map(({ key, label }) => [key, label]));
    }

    get empty() {
        return !this.state.items.length && !this.state.busy && !this.state.error;
    }

    when({ day, time }) {
        return day ? dayLabel(day) : toLocaleDateTimeString(deserializeDateTime(time), { showSeconds: false });
    }

    money({ amount, currency_id: currencyId }) {
        return formatMonetary(amount, { currencyId });
    }

    /** What kind of entry it is, and who took part. */
    details({ kind, user, contact }) {
        return [this.labels[kind], contact, user].filter(Boolean).join(" · ");
    }

    async read(cursor) {
        const { customerId } = this.props;
        Object.assign(this.state, { busy: true, error: "" });
        try {
            const page = await this.last.add(
                this.orm.call("crm.customer.view", "timeline", [customerId, this.filters, cursor])
            );
            this.state.items = cursor ? [...this.state.items, ...page.items] : page.items;
            this.state.cursor = page.cursor;
        } catch (error) {
            this.state.error = error.data?.message || error.message || _t("The figures could not be read.");
        }
        this.state.busy = false;
    }

    more() {
        return this.state.cursor && this.read(this.state.cursor);
    }

    restart() {
        return this.read(false);
    }

    toggle(kind) {
        const { filters } = this.state;
        filters.kinds = filters.kinds.includes(kind) ? filters.kinds.filter((key) => key !== kind) : [...filters.kinds, kind];
        return this.restart();
    }

    showAll() {
        this.state.filters = { ...NO_FILTERS };
        return this.restart();
    }

    filter(name, value) {
        this.state.filters[name] = value;
        return this.restart();
    }

    write(text) {
        this.state.filters.text = text;
        this.search();
    }
}

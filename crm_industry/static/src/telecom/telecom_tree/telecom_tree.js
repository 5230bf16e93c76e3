import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardPage } from "@crm_grading/common/dashboard_page/dashboard_page";
import { useOpenRecord } from "@crm_grading/common/drill";
import { Figures } from "@crm_grading/common/figures/figures";
import { count, dayLabel } from "@crm_grading/common/format";
import { useLoad } from "@crm_grading/common/load";
import { Panel } from "@crm_grading/common/panel/panel";

const LEVELS = [
    { kind: "account", model: "crm.telecom.account", icon: "fa-credit-card" },
    { kind: "subscription", model: "crm.telecom.subscription", icon: "fa-mobile" },
    { kind: "service", model: "crm.telecom.service", icon: "fa-signal" },
];
const TONES = {
    active: "text-bg-success",
    suspended: "text-bg-warning",
    pending_terminate: "text-bg-warning",
    pending_active: "text-bg-info",
    reserved: "text-bg-info",
};

/** A row of the tree with what is below it, as far as that has been read. */
function makeNode(row, depth, parent) {
    const level = LEVELS[depth];
    return { ...row, ...level, key: `${level.kind}-${row.id}`, depth, parent, expanded: false, rows: null, cursor: false, error: "" };
}

/** Accounts, subscriptions and services of a customer; a level is read when it is opened. */
export class TelecomTree extends Component {
    static template = "crm_industry.TelecomTree";
    static components = { DashboardPage, Figures, Panel, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.openRecord = useOpenRecord();
        this.list = useRef("list");
        const { context, params } = this.props.action;
        this.customerId = Number(context.active_id || params?.active_id) || false;
        this.state = useState({ text: "", state: "", top: { rows: [], cursor: false, error: "" }, focus: "" });
        this.turn = 0;
        this.load = useLoad(() => this.read());
        this.search = useDebounced(() => this.load.reload(), 400);
        this.moved = false;
        useEffect(
            () => {
                if (this.moved) {
                    this.moved = false;
                    this.list.el?.querySelector(`[data-key="${this.state.focus}"]`)?.focus();
                }
            },
            () => [this.state.focus]
        );
    }

    get data() {
        return this.load.data;
    }

    get domain() {
        return ["|", ["is_company", "=", true], ["parent_id", "=", false]];
    }

    get filters() {
        return { text: this.state.text, state: this.state.state };
    }

    async read() {
        if (!this.customerId) {
            return {};
        }
        const turn = ++this.turn;
        const data = await this.orm.call("crm.telecom.tree", "telecom_tree", [this.customerId, this.filters]);
        if (turn === this.turn) {
            const { rows, cursor } = data.accounts;
            this.state.top = { rows: rows.map((row) => makeNode(row, 0, null)), cursor, error: "" };
            this.state.focus = this.state.top.rows[0]?.key || "";
            this.env.config.setDisplayName(_t("Tree of %(name)s", { name: data.customer.name }));
            // What was looked for is shown, and a single account is open from the start.
            const [first] = this.state.top.rows;
            if (first?.children && (this.state.top.rows.length === 1 || this.state.text)) {
                await this.expand(first);
            }
        }
        return data;
    }

    // -- what is shown -------------------------------------------------------------------------------------------------

    /** The rows that are in view, from top to bottom; after the last of a level, a button for more. */
    get lines() {
        const lines = [];
        const add = (branch, owner, depth) => {
            for (const node of branch.rows || []) {
                lines.push({ key: node.key, node });
                if (node.expanded) {
                    add(node, node, depth + 1);
                }
            }
            if (branch.error || branch.cursor) {
                lines.push({ key: `more-${owner?.key || "top"}`, owner, depth, error: branch.error });
            }
        };
        add(this.state.top, null, 0);
        return lines;
    }

    get nodes() {
        return this.lines.filter((line) => line.node).map((line) => line.node);
    }

    get figures() {
        const { subscriptions, money } = this.data.figures;
        const figures = [{ key: "subscriptions", label: _t("Subscriptions not over"), text: count(subscriptions) }];
        for (const { currency_id: currencyId, fee, open } of money) {
            figures.push(
                { key: `fee_${currencyId}`, label: _t("Fees a month"), text: formatMonetary(fee, { currencyId }) },
                {
                    key: `open_${currencyId}`,
                    label: _t("Open bills"),
                    text: formatMonetary(open, { currencyId }),
                }
            );
        }
        return figures;
    }

    get empty() {
        return (
            Boolean(this.data) &&
            !this.state.top.rows.length &&
            (this.state.text || this.state.state ? _t("Nothing fits.") : _t("There are no accounts."))
        );
    }

    money(node, name) {
        const { currency_id: currencyId } = node;
        return node[name] === null || (name === "open" && !node[name]) ? "" : formatMonetary(node[name], { currencyId });
    }

    day(node) {
        return node.committed ? dayLabel(node.committed) : "";
    }

    tone({ state }) {
        return TONES[state] || "text-bg-light border";
    }

    expanded(node) {
        return node.children ? String(node.expanded) : undefined;
    }

    tabindex(node) {
        return node.key === this.state.focus ? 0 : -1;
    }

    // -- what is read --------------------------------------------------------------------------------------------------

    fetch(owner, cursor) {
        if (!owner) {
            return this.orm.call("crm.telecom.tree", "tree_accounts", [this.customerId, this.filters, cursor]);
        }
        if (owner.kind === "account") {
            return this.orm.call("crm.telecom.tree", "tree_subscriptions", [this.customerId, owner.id, this.filters, cursor]);
        }
        return this.orm.call("crm.telecom.tree", "tree_services", [owner.id, cursor]);
    }

    /** Read the next page of what is below a row, of the accounts without one. */
    async more(owner) {
        const branch = owner || this.state.top;
        if (branch.busy) {
            return;
        }
        Object.assign(branch, { busy: true, error: "" });
        try {
            const page = await this.fetch(owner, branch.cursor);
            const depth = owner ? owner.depth + 1 : 0;
            const fresh = page.rows.map((row) => makeNode(row, depth, owner));
            Object.assign(branch, { rows: [...(branch.rows || []), ...fresh], cursor: page.cursor });
        } catch (error) {
            branch.error = error.data?.message || error.message || _t("The rows could not be read.");
        }
        branch.busy = false;
    }

    async expand(node) {
        if (!node.children) {
            return;
        }
        node.expanded = true;
        if (!node.rows) {
            await this.more(node);
        }
    }

    toggle(node) {
        if (node.expanded) {
            node.expanded = false;
            return;
        }
        return this.expand(node);
    }

    // -- what the user does --------------------------------------------------------------------------------------------

    write(text) {
        this.state.text = text;
        this.search();
    }

    filterState(state) {
        this.state.state = state;
        return this.load.reload();
    }

    open(node) {
        return this.openRecord(node.model, node.id);
    }

    focus(node) {
        if (node) {
            this.moved = this.state.focus !== node.key;
            this.state.focus = node.key;
        }
    }

    onKey(ev, node) {
        const nodes = this.nodes;
        const place = nodes.findIndex((each) => each.key === node.key);
        const go = {
            ArrowDown: () => this.focus(nodes[place + 1]),
            ArrowUp: () => this.focus(nodes[place - 1]),
            Home: () => this.focus(nodes[0]),
            End: () => this.focus(nodes.at(-1)),
            ArrowRight: () => (node.expanded ? this.focus(nodes[place + 1]) : this.expand(node)),
            ArrowLeft: () => (node.expanded ? this.toggle(node) : this.focus(node.parent)),
            Enter: () => this.open(node),
            " ": () => this.toggle(node),
        }[ev.key];
        if (go) {
            ev.preventDefault();
            go();
        }
    }

    choose(customerId) {
        return (
            customerId &&
            this.action.doAction("crm_industry.crm_telecom_tree_action", {
                additionalContext: { active_id: customerId, active_model: "res.partner" },
                stackPosition: "replaceCurrentAction",
            })
        );
    }
}

registry.category("actions").add("crm_industry_telecom_tree", TelecomTree);

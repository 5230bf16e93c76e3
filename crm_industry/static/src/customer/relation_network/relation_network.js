import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardPage } from "@crm_grading/common/dashboard_page/dashboard_page";
import { useOpenRecord } from "@crm_grading/common/drill";
import { useLoad } from "@crm_grading/common/load";
import { Panel } from "@crm_grading/common/panel/panel";
import { layOut } from "./network_layout";

const LONGEST = 18;
const SMALLEST_ZOOM = 0.3;
const LARGEST_ZOOM = 4;
const FONT = 13; // pixels on the screen
const LARGEST_FONT = 24; // in the picture: names of neighbours stay apart

/** Whom a partner is related to, over one or two steps: a picture whose partners and relations can be opened. */
export class RelationNetwork extends Component {
    static template = "crm_industry.RelationNetwork";
    static components = { DashboardPage, Panel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.openRecord = useOpenRecord();
        const { action } = this.props;
        this.state = useState({
            partnerId: action.params?.partner_id || action.context?.active_id || false,
            depth: 2,
            filters: { type_ids: [], roles: [], least_strength: 0, past: false, hierarchy: true },
            zoom: 1,
            middle: false,
            chosen: false,
        });
        this.types = [];
        this.picture = useRef("picture");
        onWillStart(async () => {
            this.types = await this.orm.searchRead("crm.relation.type", [], ["name"]);
        });
        this.load = useLoad(() => this.read());
    }

    async read() {
        const { partnerId, depth, filters } = this.state;
        if (!partnerId) {
            return { nodes: [], edges: [], ...layOut([]) };
        }
        const data = await this.orm.call("crm.relation", "network", [partnerId, depth, filters]);
        return { ...data, ...layOut(data.nodes, window.innerWidth > window.innerHeight) };
    }

    get data() {
        return this.load.data;
    }

    get empty() {
        if (this.data && !this.state.partnerId) {
            return _t("Open the network from a customer.");
        }
        return Boolean(this.data) && this.data.nodes.length < 2 && _t("No relations are known that fit.");
    }

    get subtitle() {
        if (!this.data) {
            return "";
        }
        const counts = { partners: this.data.nodes.length, relations: this.data.edges.length };
        return this.data.left_off
            ? _t("%(partners)s partners, the first %(relations)s relations: there are more, use the filters", counts)
            : _t("%(partners)s partners, %(relations)s relations", counts);
    }

    get viewBox() {
        const { box } = this.data;
        const [width, height] = [box.width / this.state.zoom, box.height / this.state.zoom];
        const middle = this.data.places.get(this.state.middle) || { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        return `${middle.x - width / 2} ${middle.y - height / 2} ${width} ${height}`;
    }

    /** Names are as large on the screen as other text, as far as there is room. */
    get fontSize() {
        const { box } = this.data;
        const screen = this.picture.el?.getBoundingClientRect() || { width: window.innerWidth - 80, height: window.innerHeight - 272 };
        const scale = Math.min(screen.width / box.width, screen.height / box.height) || 1;
        return Math.min(LARGEST_FONT, Math.max(FONT, FONT / scale));
    }

    get nodes() {
        return this.data.nodes.map((node) => ({
            ...node,
            ...this.data.places.get(node.id),
            text: node.name.length > LONGEST ? `${node.name.slice(0, LONGEST - 1)}…` : node.name,
            radius: node.step ? (node.company ? 20 : 14) : 28,
        }));
    }

    /** Relations of the same two partners are bent apart. */
    get edges() {
        const met = new Map();
        return this.data.edges.map((edge, index) => {
            const [one, two] = [this.data.places.get(edge.from), this.data.places.get(edge.to)];
            const pair = [edge.from, edge.to].sort().join("-");
            const times = met.get(pair) || 0;
            met.set(pair, times + 1);
            const bend = times * 0.18;
            const middle = {
                x: (one.x + two.x) / 2 + (two.y - one.y) * bend,
                y: (one.y + two.y) / 2 - (two.x - one.x) * bend,
            };
            return {
                ...edge,
                key: edge.id || `h${index}`,
                path: `M ${one.x} ${one.y} Q ${middle.x} ${middle.y} ${two.x} ${two.y}`,
                middle,
                named: this.state.chosen === edge.from || this.state.chosen === edge.to || this.data.edges.length <= 12,
                title: this.edgeTitle(edge),
            };
        });
    }

    edgeTitle(edge) {
        const names = new Map(this.data.nodes.map((node) => [node.id, node.name]));
        const words = [names.get(edge.from), edge.label, names.get(edge.to)];
        return [words.join(" "), edge.role].filter(Boolean).join(" · ");
    }

    // -- what the user does --------------------------------------------------------------------------------------------

    filter(values) {
        Object.assign(this.state.filters, values);
        return this.load.reload();
    }

    filterType(id) {
        return this.filter({ type_ids: id ? [Number(id)] : [] });
    }

    filterStrength(least) {
        return this.filter({ least_strength: Number(least) });
    }

    setDepth(depth) {
        this.state.depth = Number(depth);
        return this.load.reload();
    }

    zoom(factor) {
        this.state.zoom = Math.min(LARGEST_ZOOM, Math.max(SMALLEST_ZOOM, this.state.zoom * factor));
        this.state.middle = this.state.zoom > 1 && this.state.chosen;
    }

    choose(id) {
        this.state.chosen = id;
    }

    centre(id) {
        this.state.partnerId = id;
        Object.assign(this.state, { chosen: false, middle: false, zoom: 1 });
        return this.load.reload();
    }

    onNode(ev, id) {
        return ev.shiftKey ? this.centre(id) : this.openPartner(id);
    }

    openPartner(id) {
        return this.openRecord("res.partner", id);
    }

    openEdge(edge) {
        return edge.id ? this.openRecord("crm.relation", edge.id) : this.openPartner(edge.from);
    }

    onKey(ev, open, id) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            open();
        } else if (id && ev.key.toLowerCase() === "c") {
            this.centre(id);
        }
    }
}

registry.category("actions").add("crm_relation_network", RelationNetwork);

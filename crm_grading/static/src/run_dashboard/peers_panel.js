import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { count, share } from "../common/format";
import { HeatTable } from "../common/heat_table/heat_table";
import { colorOf } from "../common/palette";
import { Panel } from "../common/panel/panel";

/** Final (and computed) grades inside each peer group, since customers are ranked among their peers only. */
export class PeersPanel extends Component {
    static template = "crm_grading.PeersPanel";
    static components = { HeatTable, Panel };
    static props = { grades: Array, peers: Object, open: Function };

    get subtitle() {
        const { groups, total } = this.props.peers;
        return groups.length < total
            ? _t("The %(shown)s largest of %(total)s groups", { shown: groups.length, total: count(total) })
            : _t("Final grades; in brackets computed, where it differs");
    }

    get table() {
        const { grades, peers } = this.props;
        const cell = (group, index) => {
            const final = group.final[index];
            const computed = group.computed[index];
            return {
                text: final === computed ? count(final) : `${count(final)} (${count(computed)})`,
                hint: final ? share(final, group.size) : "",
                share: group.size ? final / group.size : 0,
                color: colorOf(grades[index].color),
                empty: !final,
            };
        };
        return {
            columns: grades.map(({ id, code, name }) => ({ key: id, label: code, title: name })),
            rows: peers.groups.map((group) => ({
                key: group.id,
                label: _t("%(name)s · %(size)s", { name: group.name, size: count(group.size) }) + (group.small ? " ⚠" : ""),
                title: group.small ? _t("Fewer customers than the scheme's smallest group") : "",
                cells: grades.map((_grade, index) => cell(group, index)),
            })),
        };
    }

    select(groupId, gradeId) {
        const group = this.props.peers.groups.find(({ id }) => id === groupId);
        const grade = this.props.grades.find(({ id }) => id === gradeId);
        this.props.open(_t("%(group)s, grade %(grade)s", { group: group.name, grade: grade.code }), [
            ["peer_group_id", "=", groupId],
            ["final_grade_id", "=", gradeId],
            ["status", "=", "rated"],
        ]);
    }
}

import { Component, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useLoad } from "@crm_grading/common/load";
import { decimal } from "@crm_grading/common/format";
import { findPosition } from "./position";
import { VisitQuestion } from "./visit_question";

/** One visit on a phone: where, whom to call, check in, answer, finish. What is answered is saved at once. */
export class VisitStop extends Component {
    static template = "crm_industry.VisitStop";
    static components = { VisitQuestion };
    static props = { visitId: Number, onClose: Function };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        // One thing after the other: who finishes the visit while an answer is being saved waits for it.
        this.mutex = new Mutex();
        this.state = useState({ busy: false });
        this.load = useLoad(() => this.orm.call("crm.visit", "visit_data", [[this.props.visitId]]));
    }

    get visit() {
        return this.load.data;
    }

    get begun() {
        return this.visit.state === "checked_in" && this.visit.mine;
    }

    get missing() {
        return this.visit.answers.filter(
            ({ required, answered, photo_needed, has_photo }) => (required && !answered) || (photo_needed && !has_photo)
        ).length;
    }

    get left() {
        return this.missing ? _t("%(count)s left", { count: this.missing }) : "";
    }

    get score() {
        return decimal(this.visit.score, 0);
    }

    get map() {
        return `geo:0,0?q=${encodeURIComponent(this.visit.address)}`;
    }

    /** Do something on the server and show what has become of the visit, also when it was refused. */
    run(act) {
        return this.mutex.exec(async () => {
            try {
                await act();
            } finally {
                await this.load.reload();
            }
        });
    }

    /** The same for a step, whose button waits. Saving disables none: a tap on it ends the typing and would be lost. */
    async step(act) {
        this.state.busy = true;
        try {
            await this.run(act);
        } finally {
            this.state.busy = false;
        }
    }

    verb(name, ...args) {
        return this.orm.call("crm.visit", name, [[this.props.visitId], ...args]);
    }

    checkIn() {
        return this.step(async () => this.verb("action_check_in", await findPosition()));
    }

    finish() {
        return this.step(() => this.verb("action_done"));
    }

    saveNote(note) {
        return this.run(() => this.orm.write("crm.visit", [this.props.visitId], { note }));
    }

    save(answerId, values) {
        return this.run(() => this.orm.write("crm.visit.answer", [answerId], values));
    }

    cancel() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Cancel the visit?"),
            body: _t("The report says why: write it first."),
            confirmLabel: _t("Cancel the visit"),
            confirm: () => this.step(() => this.verb("action_cancel")),
            cancelLabel: _t("Keep it"),
            cancel: () => {},
        });
    }
}

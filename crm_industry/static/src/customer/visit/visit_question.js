import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { readPhoto } from "./photo";

const MOST = 20;

/** A question of the checklist: large buttons, a remark, a photo. Each change is saved at once. */
export class VisitQuestion extends Component {
    static template = "crm_industry.VisitQuestion";
    static props = { answer: Object, readonly: Boolean, onSave: Function };

    setup() {
        this.notification = useService("notification");
        this.state = useState({ version: Date.now(), remark: false });
        this.choices = [
            ["yes", _t("Yes")],
            ["no", _t("No")],
        ];
        this.points = Array.from({ length: MOST + 1 }, (_, number) => String(number));
    }

    get answer() {
        return this.props.answer;
    }

    get photoUrl() {
        return `/web/image/crm.visit.answer/${this.answer.id}/photo/640x640?unique=${this.state.version}`;
    }

    get remarkShown() {
        return this.answer.kind === "text" || this.answer.text || this.state.remark;
    }

    get done() {
        const { answered, photo_needed, has_photo } = this.answer;
        return answered && (!photo_needed || has_photo);
    }

    save(values) {
        return this.props.onSave(values);
    }

    saveAmount(text) {
        const amount = Number(text.replace(",", "."));
        if (text.trim() && Number.isFinite(amount)) {
            return this.save({ amount });
        }
        this.notification.add(_t("This is no number."), { type: "warning" });
    }

    async takePhoto(input) {
        const [file] = input.files;
        input.value = "";
        if (!file) {
            return;
        }
        let photo;
        try {
            photo = await readPhoto(file);
        } catch (error) {
            this.notification.add(error.message, { type: "warning" });
            return;
        }
        await this.save({ photo });
        this.state.version = Date.now();
    }
}

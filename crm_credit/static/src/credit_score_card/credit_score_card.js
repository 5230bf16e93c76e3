import { registry } from "@web/core/registry";
import { GradingCard } from "@crm_grading/grading_card/grading_card";

/** Why a credit application has its score: the card of a grading result, read through the application. */
export class CreditScoreCard extends GradingCard {
    ask() {
        return this.orm.call("crm.credit.application", "score_card", [[this.resId]]);
    }
}

registry.category("view_widgets").add("credit_score_card", { component: CreditScoreCard });

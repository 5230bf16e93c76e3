import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { DomainField, domainField } from "@web/views/fields/domain/domain_field";

// Commercial partners who are not our own users, as `res.partner._customer_domain`.
const CUSTOMERS = ["&", ["partner_share", "=", true], "|", ["is_company", "=", true], ["parent_id", "=", false]];

/** A filter of customers: what it counts and lists are customers, never their contacts. */
export class CustomerDomainField extends DomainField {
    getEvaluatedDomain(props = this.props) {
        const domain = super.getEvaluatedDomain(props);
        return domain.isInvalid ? domain : Domain.and([CUSTOMERS, domain]).toList(this.getContext(props));
    }
}

registry.category("fields").add("customer_domain", {
    ...domainField,
    component: CustomerDomainField,
    displayName: _t("Filter of customers"),
});

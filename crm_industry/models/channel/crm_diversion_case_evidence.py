from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one

from ...tools.evidence_chain import first_broken


class CrmDiversionCase(models.Model):
    """The evidence of a case."""

    _inherit = "crm.diversion.case"

    evidence_ids = fields.One2many("crm.diversion.evidence", "case_id")
    evidence_head = fields.Char(
        string="Sealed Hash", readonly=True, copy=False, help="Of the last line when the case was decided."
    )
    evidence_count = fields.Integer(string="Sealed Lines", readonly=True, copy=False, aggregator=None)

    def action_take_evidence(self):
        """Make the findings that are no evidence yet into evidence. Channel managers.

        :raise AccessError: the user is no channel manager
        :raise UserError: the case is decided
        """
        check_ids(self)
        self._check_manager()
        self._check_open()
        for case in self:
            case._take_evidence()
            case._note_investigator()
        return True

    def _take_evidence(self):
        self.ensure_one()
        taken = self.evidence_ids.finding_id
        findings = (self.finding_ids - taken).sudo().sorted("id")
        entries = [{"kind": "finding", "finding": one, "facts": one._evidence_facts()} for one in findings]
        lines = self.env["crm.diversion.evidence"]._add(self, entries)
        self.invalidate_recordset(["evidence_ids"])
        return lines

    def _seal_evidence(self):
        """Note how the chain ends: from now on a line less is found as well."""
        last = self.evidence_ids.sorted("number")[-1:]
        self._guarded_write({"evidence_head": last.hash, "evidence_count": len(self.evidence_ids)})

    def action_check_evidence(self):
        """Work out all hashes again, of the files too, and say whether the evidence is what was taken. Whoever may read it.

        The answer is noted on the case.
        """
        check_one(self)
        self.check_access("read")
        broken = self._broken_line()
        text = self._check_evidence_text(broken)
        # sudo: readers of a case can't write on it; the result is worth knowing
        self.sudo().message_post(body=text, author_id=self.env.user.partner_id.id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "danger" if broken else "success", "message": text, "sticky": bool(broken)},
        }

    def _check_evidence_text(self, broken):
        if broken:
            return self.env._("The evidence has been changed: line %(number)s is not what was taken.", number=broken)
        return self.env._("All %(count)s lines of evidence are as they were taken.", count=len(self.evidence_ids))

    def _broken_line(self):
        """Return the number of the first line that is not what was taken, 0 if all are."""
        self.ensure_one()
        # sudo: also for those who may not see all the partners in it
        case = self.sudo()
        case.invalidate_recordset(["evidence_ids"])
        lines = case.evidence_ids.sorted("number")
        broken = first_broken((line.previous_hash, line.content, line.hash) for line in lines)
        if broken is not None:
            return broken + 1
        for position, line in enumerate(lines, 1):
            if line.number != position or not line._fits_content():
                return position
        sealed = case.evidence_head
        if sealed and (case.evidence_count != len(lines) or lines[-1:].hash != sealed):
            return len(lines) + 1
        return 0

import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.evidence_chain import START, canonical, digest, link

GIVEN = {"case_id", "text", "attachment_ids"}
# Partners of an event that follow when partners become one; what they were stays in the content.
FOLLOWING = {"dealer", "reporter"}


class CrmDiversionEvidence(models.Model):
    """A line of evidence of a case: what was found, what somebody noted, what the dealer answered.

    Each line carries the SHA-256 of its content and of the line before: nobody changes, removes or slips one in unseen.
    Lines are only added, by nobody once the case is decided.
    """

    _name = "crm.diversion.evidence"
    _description = "Diversion Evidence"
    _inherit = ["crm.append.only.mixin", "crm.derived.mixin"]
    _order = "case_id, number"
    _rec_name = "summary"

    case_id = fields.Many2one("crm.diversion.case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    kind = fields.Selection(
        [("finding", "Finding"), ("note", "Note"), ("reply", "Answer of the dealer")],
        required=True,
        readonly=True,
        default="note",
    )
    finding_id = fields.Many2one("crm.diversion.finding", index="btree_not_null", readonly=True, ondelete="restrict")
    text = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", "crm_diversion_evidence_file_rel", string="Files")
    content = fields.Text(required=True, readonly=True, help="What the hash covers, in its canonical form.")
    previous_hash = fields.Char(required=True, readonly=True)
    hash = fields.Char(string="SHA-256", required=True, readonly=True)
    summary = fields.Char(compute="_compute_summary")

    _number_uniq = models.UniqueIndex("(case_id, number)", "A line of evidence has its own number.")
    _finding_uniq = models.UniqueIndex(
        "(case_id, finding_id) WHERE finding_id IS NOT NULL", "The finding is evidence of the case already."
    )

    @api.depends("text", "finding_id", "kind")
    def _compute_summary(self):
        for line in self:
            line.summary = line.sudo().finding_id.why if line.finding_id else (line.text or "").strip().split("\n")[0][:200]

    # -- only added ----------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super  # by `_add`
        """Add notes with files to open cases. Channel managers.

        :raise AccessError: something else than text and files is given
        :raise UserError: the case is decided, or the note is empty
        """
        for vals in vals_list:
            if vals.keys() - GIVEN:
                raise AccessError(self.env._("Number, kind and hashes of evidence are given by the system."))
            if not (vals.get("text") or "").strip() and not vals.get("attachment_ids"):
                raise UserError(self.env._("A note needs a text or a file."))
        cases = self.env["crm.diversion.case"].browse(vals.get("case_id") for vals in vals_list)
        cases._check_manager()
        lines = self.browse()
        for case, vals in zip(cases, vals_list, strict=True):
            files = self._own_files(self.new({"attachment_ids": vals.get("attachment_ids") or []}).attachment_ids._origin)
            lines |= self._add(case, [{"kind": "note", "text": vals.get("text") or "", "files": files}])
            case._note_investigator()
        return lines

    @api.model
    def _why_unchanged(self):
        return self.env._("Evidence stays as it was taken: add a note.")

    @api.model
    def _why_kept(self):
        return self.env._("Evidence stays as it was taken and can't be deleted.")

    # -- the chain -----------------------------------------------------------------------------------------------------

    @api.model
    def _add(self, case, entries):
        """Add lines to the chain of an open case; for code that has checked who may.

        :param entries: list of dicts: kind, and either finding and facts (a dict of plain values) or text and files
        :raise UserError: the case is decided
        """
        if not entries:
            return self.browse()
        self.env["crm.capacity.lock"]._lock_capacity([f"diversion-evidence:{case.id}"])
        case._check_open()
        # sudo: written by the machinery, for whoever may see or answer the case
        last = self.sudo().search([("case_id", "=", case.id)], order="number desc", limit=1)
        number, head = last.number, last.hash or START
        values = []
        for entry in entries:
            number += 1
            text = canonical(self._content(case, number, entry))
            values.append(self._prepare_line(case, number, entry, head, text))
            head = values[-1]["hash"]
        # Past our own `create`, which takes notes of people only.
        lines = super(CrmDiversionEvidence, self.sudo()).create(values)  # pylint: disable=super-method-mismatch
        for line in lines.filtered("attachment_ids"):
            # Files belong to the evidence from now on: who can't change it can't change them.
            line.attachment_ids.write({"res_model": self._name, "res_id": line.id})
        return lines.with_env(self.env)

    @api.model
    def _prepare_line(self, case, number, entry, head, text):
        return {
            "case_id": case.id,
            "number": number,
            "kind": entry["kind"],
            "finding_id": entry["finding"].id if "finding" in entry else False,
            "text": entry.get("text") or False,
            "attachment_ids": [(6, 0, entry["files"].ids)] if entry.get("files") else False,
            "content": text,
            "previous_hash": head,
            "hash": link(head, text),
        }

    @api.model
    def _content(self, case, number, entry):
        """What the hash of a line covers."""
        content = {
            "case": case.name,
            "number": number,
            "kind": entry["kind"],
            "taken_by": self.env.user.login,
            "taken_on": fields.Datetime.to_string(fields.Datetime.now()),
        }
        if "facts" in entry:
            return content | {"facts": entry["facts"]}
        return content | {"text": (entry.get("text") or "").strip(), "files": self._file_facts(entry.get("files"))}

    @api.model
    def _own_files(self, files):
        """Return files that belong to nothing else: just uploaded by the user, or copies of others that the user may read.

        :raise UserError: one of them is a mere address
        """
        files.check_access("read")
        if links := files.filtered(lambda file: file.type != "binary"):
            raise UserError(self.env._("%(file)s is an address: attach the file itself.", file=links[0].name))
        # sudo: copies belong to the evidence, which nobody changes
        fresh = files.sudo().filtered(lambda file: not file.res_id and file.create_uid == self.env.user)
        others = files.sudo() - fresh
        return fresh | others.create([{"name": file.name, "raw": file.raw} for file in others])

    @api.model
    def _file_facts(self, files):
        return sorted([file.name, digest(file.raw)] for file in (files or self.env["ir.attachment"]).sudo())

    def _fits_content(self):
        """Whether text and files of a line are those that its hash covers."""
        self.ensure_one()
        content = json.loads(self.content)
        if self.kind == "finding":
            event = self.finding_id._evidence_facts()["event"]
            return all(content["facts"]["event"][name] == event[name] for name in event.keys() - FOLLOWING)
        return content["text"] == (self.text or "").strip() and content["files"] == [
            list(facts) for facts in self._file_facts(self.attachment_ids)
        ]

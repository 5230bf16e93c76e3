from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestMixinSelections(TransactionCase):
    """Selections of mixins speak the reader's language in the models of this addon, too."""

    def test_states_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for model, name, value, chinese in (
            ("crm.credit.dunning.run", "job_state", "done", "已完成"),
            ("crm.credit.application", "approval_state", "approved", "已批准"),
        ):
            field = self.env[model].with_context(lang="zh_CN").fields_get([name])[name]
            self.assertEqual(dict(field["selection"])[value], chinese)

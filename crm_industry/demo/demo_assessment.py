from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models

# by section, one digit a question: what is intended and what is done, of the last assessment and of this one
ANSWERS = {
    "analysis": (("32222", "21110"), ("33332", "32221")),
    "proposition": (("22221", "11110"), ("33222", "22111")),
    "activity": (("32222", "21111"), ("33322", "32211")),
    "people": (("22221", "22110"), ("32222", "22211")),
    "information": (("22222", "11121"), ("33323", "22222")),
    "process": (("22221", "11110"), ("34322", "23211")),
    "measurement": (("21211", "10110"), ("32322", "22221")),
    "experience": (("22210", "11100"), ("32222", "21111")),
}
# section, number of the question, what is done, who, days from today, planned, spent, result
ACTIONS = [
    ("measurement", 2, "活动效果用对照组衡量", "market", 45, 8000, 2600, ""),
    ("experience", 4, "向重点客户做一次忠诚度调查", "servicemanager", -12, 5000, 4800, "回访 120 家,已形成忠诚阶梯"),
    ("proposition", 5, "每月公布承诺兑现率", "salesmanager", 60, 0, 0, ""),
]
OBJECTIVES = [
    ("new", "kept", 70, "首单后 7 天内回访,30 天内再次推荐", 3),
    ("at_risk", "customers", 3, "超期客户三日内电话,必要时经理上门", 12),
    ("retain", "average_sales", 90000, "补齐品类缺口,推广配套耗材", 12),
    ("lost", "kept", 20, "流失客户专项挽回活动", 3),
]
DATA = [
    ("电话", "res.partner", "phone", "write_date", "service", "销售录入", "回访与投诉处理", 95),
    ("电子邮箱", "res.partner", "email", "write_date", "service", "销售录入", "对账单与通知", 90),
    ("统一社会信用代码", "res.partner", "vat", "write_date", "accountant", "开户资料", "开票", 90),
    ("网址", "res.partner", "website", "write_date", "market", "市场部核实", "线上推广", 60),
    ("客户类型", "res.partner", "channel_type_id", "write_date", "channel", "渠道经理", "渠道政策", 100),
    ("生命周期阶段", "crm.customer.metrics", "stage", "refreshed_on", "grading", "系统每晚计算", "客户策略", 100),
]
MOMENTS = [
    ("第一次致电", "touch_positive", 60, "三声内接听,报姓名,复述客户问题", "servicemanager"),
    ("收到投诉后的第一次答复", "reply_on_time", 90, "四个工作小时内由了解情况的人答复", "servicemanager"),
    ("补货送达后的回访", "callback_on_time", 95, "按约定日期回访,当天未接第二天再打", "servicemanager"),
    ("投诉处理后的满意度", "callback_satisfied", 80, "不满意立即重新处理并告知经理", "servicemanager"),
]
# months ago, asked, how many reached each rung
LOYALTY = [(14, 180, (162, 121, 88, 47, 26)), (2, 200, (186, 150, 118, 71, 42))]


class CrmDemoCompany(models.AbstractModel):
    """How the company judges its own customer management, and what it wants to reach."""

    _inherit = "crm.demo.company"

    def _service_steps(self):
        steps = [self._load_assessments, self._load_objectives, self._load_data_register, self._load_moments, self._load_loyalty]
        return [*super()._service_steps(), *steps]

    def _silent(self, world, login, model):
        """Like ``_as``; nobody gets a mail about activities."""
        return self._as(world, login, model).with_context(mail_activity_quick_update=True)

    def _load_assessments(self, world):
        for turn, day in enumerate((world.today - relativedelta(months=13), world.today - timedelta(days=30))):
            assessment = self._silent(world, "salesmanager", "crm.assessment").create(
                {
                    "name": f"客户管理自评 {day.year}",
                    "company_id": world.company.id,
                    "template_id": self.env.ref("crm_industry.assessment_template_1").id,
                    "date": day,
                    "participants": "销售、渠道、服务、财务负责人各自评分后共同讨论",
                }
            )
            for section, turns in ANSWERS.items():
                answers = assessment.answer_ids.filtered(
                    lambda each, section=section: each.section_id == self.env.ref(f"crm_industry.assessment_section_{section}")
                )
                for answer, intention, reality in zip(answers.sorted("sequence"), *turns[turn], strict=True):
                    evidence = "见客户管理手册与月度报表" if reality >= "3" else False
                    answer.write({"intention": intention, "reality": reality, "evidence": evidence})
            self._load_actions(world, assessment, turn)
        self._progress("self-assessments: %s %% now", assessment.score)

    def _load_actions(self, world, assessment, turn):
        """Actions of the present assessment; of the former one all are done, and it is finished."""
        if not turn:
            assessment.action_make_actions()
            assessment.action_ids.write({"result": "已落实,见今年自评"})
            assessment.action_ids.action_done()
            assessment.action_finish()
            return
        for section, number, name, login, days, planned, spent, result in ACTIONS:
            action = self._silent(world, "salesmanager", "crm.assessment.action").create(
                {
                    "name": name,
                    "assessment_id": assessment.id,
                    "answer_id": assessment.answer_ids.filtered(
                        lambda each, xmlid=f"assessment_question_{section}_{number}": (
                            each.question_id == self.env.ref(f"crm_industry.{xmlid}")
                        )
                    ).id,
                    "user_id": world.users[login].id,
                    "deadline": world.today + timedelta(days=days),
                    "planned_cost": planned,
                    "cost": spent,
                    "result": result,
                }
            )
            if result:
                action.action_done()

    def _load_objectives(self, world):
        begin = world.today - relativedelta(months=9)
        for stage, metric, target, strategy, months in OBJECTIVES:
            self._silent(world, "salesmanager", "crm.lifecycle.objective").create(
                {
                    "company_id": world.company.id,
                    "stage": stage,
                    "metric": metric,
                    "months_later": months,
                    "baseline_month": begin,
                    "target_month": begin + relativedelta(months=15),
                    "target": target,
                    "strategy": strategy,
                }
            )
        self._progress("%s lifecycle objectives", len(OBJECTIVES))

    def _load_data_register(self, world):
        registers = self._silent(world, "salesmanager", "crm.data.register").create(
            [
                {
                    "name": name,
                    "company_id": world.company.id,
                    "model": model,
                    "field_name": field,
                    "date_field_name": date_field,
                    "user_id": world.users[login].id,
                    "source": source,
                    "purpose": purpose,
                    "wanted_completeness": wanted,
                }
                for name, model, field, date_field, login, source, purpose, wanted in DATA
            ]
        )
        registers._measure()
        self._progress("%s kinds of customer data registered", len(registers))

    def _load_moments(self, world):
        moments = self._silent(world, "servicemanager", "crm.moment").create(
            [
                {
                    "name": name,
                    "company_id": world.company.id,
                    "sequence": place,
                    "standard": standard,
                    "measure": measure,
                    "target": target,
                    "least_number": 3,
                    "user_id": world.users[login].id,
                }
                for place, (name, measure, target, standard, login) in enumerate(MOMENTS)
            ]
        )
        moments.action_measure()
        self._progress("%s moments of truth", len(moments))

    def _load_loyalty(self, world):
        for months, size, reached in LOYALTY:
            day = world.today - relativedelta(months=months)
            survey = self._silent(world, "servicemanager", "crm.loyalty.survey").create(
                {
                    "name": f"客户忠诚度调查 {day.year}",
                    "company_id": world.company.id,
                    "date": day,
                    "method": "sums",
                    "given_size": size,
                    "population": f"按名单随机抽取 {size} 家有订货的客户,电话询问",
                }
            )
            for rung, given in zip(survey.rung_ids.sorted("place"), reached, strict=True):
                rung.given = given
            survey.action_finish()
        self._progress("%s loyalty surveys", len(LOYALTY))

from odoo import models
from odoo.fields import Command

SALES = "sales_team.group_sale_salesman"
TEAMS = {
    "telecom": ("Telecom channel", "通信渠道部"),
    "tobacco": ("Tobacco retail", "烟草零售部"),
    "auto": ("Car aftermarket", "汽车后市场部"),
}


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _demo_users(self):
        """Return the users to make, one dict each: role, login (also the password), name, lang, groups, team.

        Extended by the other addons; the portal customer comes last.
        """
        return [
            {"role": "Salesperson (telecom)", "login": "sales", "name": "王芳", "groups": [SALES], "team": "telecom"},
            {"role": "Salesperson (tobacco)", "login": "sales2", "name": "李强", "groups": [SALES], "team": "tobacco"},
            {
                "role": "Salesperson (cars, English)",
                "login": "sales3",
                "name": "Emma Zhou",
                "lang": "en_US",
                "groups": [SALES],
                "team": "auto",
            },
            {
                "role": "Sales manager",
                "login": "salesmanager",
                "name": "陈建国",
                "groups": ["sales_team.group_sale_manager"],
            },
            {
                "role": "Grading assessor",
                "login": "assessor",
                "name": "刘敏",
                "groups": [SALES, "crm_grading.group_grading_assessor"],
            },
            {
                "role": "Grading manager",
                "login": "grading",
                "name": "赵思远",
                "groups": ["sales_team.group_sale_salesman_all_leads", "crm_grading.group_grading_manager"],
            },
            {"role": "Accountant", "login": "accountant", "name": "孙丽", "groups": ["account.group_account_user"]},
            {"role": "Stock user", "login": "stock", "name": "周勇", "groups": ["stock.group_stock_user"]},
            {"role": "Customer (portal)", "login": "customer", "name": "何美玲", "groups": ["base.group_portal"]},
        ]

    def _load_users(self, world):
        """Make the users and the sales teams."""
        values = [self._prepare_user_values(world, row) for row in self._demo_users()]
        for user in self.env["res.users"].create(values):
            world.users[user.login] = user
            self._remember(f"user_{user.login}", user)
            self._set_demo_password(user)
        self._load_teams(world)
        self._progress("%s users, %s teams", len(world.users), len(world.teams))

    def _set_demo_password(self, user):
        """Set the login as the password, hashed in a moment; Odoo hashes it anew, and slowly, at the first login."""
        context = user._crypt_context().copy()
        context.update(pbkdf2_sha512__rounds=1000)
        user._set_encrypted_password(user.id, context.hash(user.login))

    def _prepare_user_values(self, world, row):
        return {
            "name": row["name"],
            "login": row["login"],
            "email": f"{row['login']}@example.com",
            "lang": row.get("lang", "zh_CN"),
            "tz": "Asia/Shanghai",
            "company_id": world.company.id,
            "company_ids": [Command.set(world.company.ids)],
            "group_ids": [Command.set([self.env.ref(group).id for group in self._user_groups(row)])],
            "notification_type": "email" if "base.group_portal" in row["groups"] else "inbox",
        }

    def _user_groups(self, row):
        internal = [] if "base.group_portal" in row["groups"] else ["base.group_user", "base.group_partner_manager"]
        return internal + row["groups"]

    def _load_teams(self, world):
        team_model = self.env["crm.team"]
        leader = world.users["salesmanager"]
        for trade, (name, local_name) in TEAMS.items():
            members = [world.users[row["login"]].id for row in self._demo_users() if row.get("team") == trade]
            team = team_model.create(
                {
                    "name": name,
                    "user_id": leader.id,
                    "member_ids": [Command.set(members)],
                    "company_id": world.company.id,
                }
            )
            team.with_context(lang="zh_CN").name = local_name
            world.teams[trade] = team
        world.teams["office"] = world.teams["telecom"]

    def _salesperson(self, world, trade):
        return {"tobacco": world.users["sales2"], "auto": world.users["sales3"]}.get(trade, world.users["sales"])

import json

from odoo.tests import HttpCase

OPEN_ALL = """
(async () => {
    const actionService = odoo.__WOWL_DEBUG__.root.env.services.action;
    const { rpcBus } = odoo.loader.modules.get("@web/core/network/rpc");
    const asked = new Set();
    rpcBus.addEventListener("RPC:REQUEST", ({ detail }) => asked.add(detail.data.id));
    rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => asked.delete(detail.data.id));
    const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
    // All that a screen has asked the server for is there, and drawn.
    const settle = async () => {
        do {
            await pause(25);
        } while (asked.size);
        await new Promise((resolve) => requestAnimationFrame(resolve));
    };
    for (const [action, viewType, resId] of %s) {
        console.info(`opening action ${action} ${viewType || ""}`);
        const props = resId ? { resId } : {};
        await actionService.doAction(action, { viewType: viewType || undefined, props, clearBreadcrumbs: true });
        await settle();
        if (document.querySelector(".o_error_dialog")) {
            throw new Error(`action ${action} ${viewType || ""} shows an error`);
        }
    }
    console.log("test successful");
})();
"""
READY = "odoo.isReady === true && Boolean(document.querySelector('.o_main_navbar'))"


class ScreensCase(HttpCase):
    """Every screen that the menus of an addon lead to opens in a browser, in each of its views."""

    def screens_below(self, root):
        """Return (id of the action, view type or None, record or None) of the menus below the menu `root`, an external id."""
        menus = self.env["ir.ui.menu"].search([("id", "child_of", self.env.ref(root).id)])
        found = []
        for action in {menu.action for menu in menus if menu.action}:
            if action._name == "ir.actions.act_window":
                found += self.views_of(action)
            elif action._name == "ir.actions.client":
                found.append((action.id, None, None))
        return sorted(found, key=str)

    def views_of(self, action):
        """Yield the views of a window action; a form with a record if there is one, empty if one may be created."""
        model = self.env[action.res_model]
        for mode in action.view_mode.split(","):
            record = model.search([], limit=1).id if mode == "form" else None
            if mode != "form" or record or model.with_user(self.env.ref("base.user_admin")).has_access("create"):
                yield action.id, mode, record

    def open_all(self, root, login="admin"):
        """Open all screens below a menu as a user; an error in the browser's console fails the test."""
        screens = self.screens_below(root)
        self.assertTrue(screens)
        self.browser_js("/odoo/settings", OPEN_ALL % json.dumps(screens), READY, login=login, timeout=600)

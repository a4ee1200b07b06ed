from lfx.custom import Component

ACTIONS = {"read": read, "list": list_all}


class Crm(Component):
    def act(self):
        # ruleid: lf-component-input-attribute
        return getattr(self.client, self.action)(self.text)

    def act_global(self):
        # ruleid: lf-component-input-attribute
        return globals()[self.action](self.text)

    def act_known(self):
        # ok: lf-component-input-attribute
        return ACTIONS[self.action](self.client, self.text)

    def act_checked(self):
        action = self.action
        if action not in ("read", "list"):
            raise ValueError("unknown action")
        # ok: lf-component-input-attribute
        return getattr(self.client, action)(self.text)

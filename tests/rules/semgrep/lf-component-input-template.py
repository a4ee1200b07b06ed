import jinja2
from jinja2 import Environment
from jinja2.sandbox import SandboxedEnvironment
from lfx.custom import Component


class Letter(Component):
    def direct(self):
        # ruleid: lf-component-input-template
        return jinja2.Template(self.template).render()

    def environment(self):
        environment = Environment(autoescape=True)
        text = "Dear " + self.template
        # ruleid: lf-component-input-template
        return environment.from_string(text).render()

    def sandboxed(self):
        environment = SandboxedEnvironment()
        # ok: lf-component-input-template
        return environment.from_string(self.template).render()

    def value(self):
        # ok: lf-component-input-template
        return jinja2.Template("Dear {{ name }}").render(name=self.name)

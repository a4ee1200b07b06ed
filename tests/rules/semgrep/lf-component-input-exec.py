import ast

import numexpr
import pandas as pd

from lfx.custom import Component
from lfx.io import MessageTextInput, Output


class Calculator(Component):
    inputs = [MessageTextInput(name="expression", display_name="Expression")]
    outputs = [Output(name="result", display_name="Result", method="run")]

    def run(self):
        # ruleid: lf-component-input-exec
        return eval(self.expression)

    def run_later(self):
        code = self.expression.strip()
        # ruleid: lf-component-input-exec
        exec(compile_header() + code, {})

    def run_literal(self):
        # ok: lf-component-input-exec
        return ast.literal_eval(self.expression)

    def run_constant(self):
        code = "1 + 1"
        # ok: lf-component-input-exec
        return eval(code)

    def run_method(self):
        # ok: lf-component-input-exec
        return eval(self.constant_expression())


class Older(CustomComponent):
    def build(self, expression: str):
        # ruleid: lf-component-input-exec
        return eval(expression)


class NoComponent:
    def run(self):
        # ok: lf-component-input-exec
        return eval(self.expression)


class FrameComponent(Component):
    def filtered(self):
        df = pd.DataFrame()
        # ruleid: lf-component-input-exec
        return df.query(self.condition)

    def numbers(self):
        # ruleid: lf-component-input-exec
        return numexpr.evaluate(self.formula)

    def searched(self):
        # ok: lf-component-input-exec
        return self.index.query(self.question)

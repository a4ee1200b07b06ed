import pandas as pd
from lfx.custom import Component


class Table(Component):
    def column(self, frame):
        # ruleid: lf-component-input-frame-eval
        return frame.eval(self.expression)

    def free(self):
        # ruleid: lf-component-input-frame-eval
        return pd.eval(self.expression)

    def compared(self, frame):
        # ok: lf-component-input-frame-eval
        return frame[frame[self.column_name] == self.value]

    def fixed(self, frame):
        # ok: lf-component-input-frame-eval
        return frame.eval("total = price * count")

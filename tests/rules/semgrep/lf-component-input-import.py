import importlib
import json

from lfx.custom import Component

MODULES = {"json": json}
TABLE = {"csv": "csv", "json": "json"}


class Loader(Component):
    readers = [{"name": "table", "module": "csv"}]

    def named(self):
        # ruleid: lf-component-input-import
        return importlib.import_module(self.module)

    def plugin(self):
        name = f"plugins.{self.plugin_name}"
        # ruleid: lf-component-input-import
        return __import__(name)

    def fixed(self):
        # ok: lf-component-input-import
        return importlib.import_module("json")

    def looked_up(self):
        known = "json" if self.module == "json" else "csv"
        # ok: lf-component-input-import
        return importlib.import_module(known)

    def from_a_table(self):
        # ok: lf-component-input-import
        return importlib.import_module(TABLE[self.module])

    def of_the_class(self):
        for reader in self.readers:
            if reader["name"] == self.module:
                # ok: lf-component-input-import
                return importlib.import_module(reader["module"])

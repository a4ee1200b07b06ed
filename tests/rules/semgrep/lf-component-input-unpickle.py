import base64
import json
import pickle

import torch
import yaml
from lfx.custom import Component


class UniqueKeyLoader(yaml.SafeLoader):
    """Refuses double keys."""


class Model(Component):
    def text(self):
        # ruleid: lf-component-input-unpickle
        return pickle.loads(base64.b64decode(self.model))

    def settings(self):
        # ruleid: lf-component-input-unpickle
        return yaml.load(self.settings, Loader=yaml.Loader)

    def weights(self):
        # ruleid: lf-component-input-unpickle
        return torch.load(self.path)

    def safe_settings(self):
        # ok: lf-component-input-unpickle
        return yaml.load(self.settings, Loader=yaml.SafeLoader)

    def safe_weights(self):
        # ok: lf-component-input-unpickle
        return torch.load(self.path, weights_only=True)

    def plain(self):
        # ok: lf-component-input-unpickle
        return json.loads(self.model)

    def other_name(self):
        # ok: lf-component-input-unpickle
        return yaml.load(self.settings, Loader=UniqueKeyLoader)

    def by_default(self):
        # ruleid: lf-component-input-unpickle
        return yaml.load(self.settings, Loader=yaml.Loader)

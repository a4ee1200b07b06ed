"""Made-up values of every kind of secret, put together at run time so that no file holds one."""

import base64
import json
import random
import re
import string
import struct
import zlib

from scanner.secrets import known
from scanner.secrets.checksums import base_62
from scanner.secrets.forms import looks_drawn

DRAW = random.Random(20261123)

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
URLSAFE = ALNUM + "-_"


def draw(length: int, alphabet: str = ALNUM) -> str:
    return "".join(DRAW.choice(alphabet) for _ in range(length))


def jwt(claims: dict[str, object]) -> str:
    """A token with these claims."""

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{draw(43, URLSAFE)}"


def checked(prefix: str) -> str:
    """A token of GitHub's or npm's form whose checksum fits."""
    body = draw(30)
    return f"{prefix}_{body}{base_62(zlib.crc32(body.encode()))}"


def _grafana() -> str:
    body = "gl" + "sa_" + draw(32)
    return f"{body}_{struct.pack('<I', zlib.crc32(body.encode())).hex()}"


UPPER = string.ascii_uppercase + string.digits
LOWER = string.ascii_lowercase + string.digits

_CLASSES = {
    "A": ALNUM,
    "B": ALNUM + "+/",
    "D": string.digits,
    "E": string.digits[1:],
    "G": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "H": HEX,
    "L": LOWER,
    "U": UPPER,
    "W": URLSAFE,
    "X": HEX.upper(),
    "a": string.ascii_letters,
}
_PART = re.compile(r"<(?:(?P<kind>[A-Za-z])(?P<count>[0-9]+)|(?P<whole>[a-z][a-z0-9-]+))>")


def sample_of(row: known.Format) -> str:
    """A value made up after the `sample` of a row; where words can have its form, a drawn one."""
    if row.checksum.endswith("in hex"):
        return _grafana()
    while True:
        value = _PART.sub(_part, row.sample)
        if not row.drawn or looks_drawn(value.partition(row.mark)[2]):
            return value


def _part(match: re.Match[str]) -> str:
    if match["whole"] == "uuid":
        return "-".join(draw(n, HEX) for n in (8, 4, 4, 4, 12))
    if match["whole"] == "crc32-base62":
        return checked("x").removeprefix("x_")
    if match["whole"] == "jwt":
        return jwt({"sub": draw(12), "iat": 1700000000})
    return draw(int(match["count"]), _CLASSES[match["kind"]])


PLANTED: dict[str, tuple[str, str]] = {
    # detector: (the line around the value, the value)
    "AWS Access Key": ("AWS_ID={}", "AK" + "IA" + draw(16, UPPER)),
    "Artifactory Credentials": ("jfrog: {}", "AK" + "C" + draw(40)),
    "Azure Storage Account access key": (
        "conn: {}",
        "Account" + "Key=" + draw(86) + "==",
    ),
    "Basic Auth Credentials": ("db: postgres://bob:{}@db.internal/x", draw(18)),
    "Cloudant Credentials": ('cloudant_password = "{}"', draw(64, HEX)),
    "Discord Bot Token": ("bot {}", "M" + draw(23) + "." + draw(6) + "." + draw(27)),
    "GitHub Token": ("auth {}", checked("gh" + "p")),
    "GitLab Token": ("auth {}", "gl" + "pat-" + draw(20)),
    "Base64 High Entropy String": ('access_token = "{}"', draw(48)),
    "Hex High Entropy String": ('access_token = "{}"', draw(48, HEX)),
    "IBM Cloud IAM Key": ('ibm_cloud_iam_key = "{}"', draw(44)),
    "IBM COS HMAC Credentials": ('cos_secret_access_key = "{}"', draw(48, HEX)),
    "JSON Web Token": ("cookie {}", jwt({"sub": draw(12), "iat": 1700000000})),
    "Secret Keyword": ('client_secret = "{}"', "bl" + draw(14)),
    "Mailchimp Access Key": ("mail {}", draw(32, HEX) + "-us" + "12"),
    "NPM tokens": ("//registry.invalid/:_authToken={}", checked("np" + "m")),
    "OpenAI Token": ("ai {}", "sk" + "-" + draw(20) + "T3Blbk" + "FJ" + draw(20)),
    "Private Key": ("-----{}-----\\n" + draw(64), "BEGIN RSA" + " PRIVATE KEY"),
    "PyPI Token": ("upload {}", "py" + "pi-AgEIcHlwaS5vcmc" + draw(80)),
    "SendGrid API Key": ("mail {}", "SG" + "." + draw(22) + "." + draw(43)),
    "Slack Token": ("chat {}", "xo" + "xb-" + "123456789012-" + draw(24)),
    "SoftLayer Credentials": ('softlayer_api_key = "{}"', draw(64, LOWER)),
    "Square OAuth Secret": ("pay {}", "sq0" + "csp-" + draw(43)),
    "Stripe Access Key": ("pay {}", "sk" + "_live_" + draw(24)),
    "Telegram Bot Token": ("{}", "110201543:AA" + draw(33)),
    "Twilio API Key": ("sms {}", "S" + "K" + draw(32, LOWER)),
    "Named Secret": ('upload_token = "{}"', "t7" + draw(18)),
    "Secret in a Command": ("docker login -u bob -p {} hub.invalid", "m4" + draw(18)),
    **{row.name: ("use {}", sample_of(row)) for row in known.formats() if not row.plugin},
}

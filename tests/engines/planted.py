"""Made-up values of every kind of secret, put together at run time so that no file holds one."""

import base64
import json
import random
import string
import struct
import zlib

from scanner.secrets.checksums import base_62

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
    "Langflow API Key": ("flow {}", "sk" + "-" + draw(43)),
    "Anthropic API Key": ("ai {}", "sk" + "-ant-api03-" + draw(93)),
    "OpenAI Project Key": ("ai {}", "sk" + "-proj-" + draw(120)),
    "OpenRouter API Key": ("ai {}", "sk" + "-or-v1-" + draw(64, HEX)),
    "Google API Key": ("ai {}", "AI" + "za" + draw(35)),
    "Groq API Key": ("ai {}", "gs" + "k_" + draw(52)),
    "Hugging Face Token": ("ai {}", "h" + "f_" + draw(34, string.ascii_letters)),
    "Astra DB Token": ("db {}", "Astra" + "CS:" + draw(24) + ":" + draw(64, HEX)),
    "GitHub Fine-grained Token": ("auth {}", "github" + "_pat_" + draw(22) + "_" + draw(59)),
    "Named Secret": ('upload_token = "{}"', "t7" + draw(18)),
    "Secret in a Command": ("docker login -u bob -p {} hub.invalid", "m4" + draw(18)),
    "Discord Webhook": (
        "post {}",
        "discord.com/api" + "/webhooks/" + draw(18, "123") + "/" + draw(68),
    ),
    "Azure Shared Access Signature": ("get ?sv=2022-11-02&{}", "si" + "g=" + draw(43) + "%3D"),
    "NVIDIA API Key": ("ai {}", "nv" + "api-" + draw(64)),
    "Perplexity API Key": ("ai {}", "pp" + "lx-" + draw(48)),
    "Replicate Token": ("ai {}", "r" + "8_" + draw(37)),
    "xAI API Key": ("ai {}", "xa" + "i-" + draw(80)),
    "Cerebras API Key": ("ai {}", "cs" + "k-" + draw(48, LOWER)),
    "DeepSeek API Key": ("ai {}", "s" + "k-" + draw(32, HEX)),
    "ElevenLabs API Key": ("ai {}", "s" + "k_" + draw(48, HEX)),
    "Voyage API Key": ("ai {}", "p" + "a-" + draw(43)),
    "Jina API Key": ("ai {}", "ji" + "na_" + draw(60)),
    "Amazon Bedrock API Key": ("ai {}", "AB" + "SK" + draw(120)),
    "Pinecone API Key": ("db {}", "pc" + "sk_" + draw(5) + "_" + draw(63)),
    "Tavily API Key": ("find {}", "tv" + "ly-dev-" + draw(32)),
    "Firecrawl API Key": ("find {}", "f" + "c-" + draw(32, HEX)),
    "Apify Token": ("find {}", "api" + "fy_api_" + draw(36)),
    "E2B API Key": ("run {}", "e2" + "b_" + draw(40, HEX)),
    "Notion Token": ("note {}", "nt" + "n_" + draw(46)),
    "Airtable Token": ("table {}", "pa" + "t" + draw(14) + "." + draw(64, HEX)),
    "Langfuse Secret Key": (
        "trace {}",
        "sk" + "-lf-" + "-".join(draw(n, HEX) for n in (8, 4, 4, 4, 12)),
    ),
    "LangSmith API Key": ("trace {}", "ls" + "v2_pt_" + draw(32, HEX) + "_" + draw(10, HEX)),
    "Grafana Token": ("chart {}", _grafana()),
    "Databricks Token": ("data {}", "da" + "pi" + draw(32, HEX)),
    "Supabase Token": ("db {}", "sb" + "p_" + draw(40, HEX)),
    "Supabase Secret Key": ("db {}", "sb" + "_secret_" + draw(31)),
    "Vault Token": ("vault {}", "hv" + "s." + draw(24)),
    "DigitalOcean Token": ("cloud {}", "do" + "p_v1_" + draw(64, HEX)),
    "Docker Access Token": ("push {}", "dc" + "kr_pat_" + draw(27)),
    "Google OAuth Client Secret": ("login {}", "GO" + "CSPX-" + draw(28)),
    "npm Access Token": ("publish {}", checked("np" + "m")),
    "LlamaCloud API Key": ("parse {}", "ll" + "x-" + draw(48)),
    "Fireworks API Key": ("ai {}", "f" + "w_" + draw(24)),
    "Mem0 API Key": ("memory {}", "m" + "0-" + draw(40)),
    "Vercel AI Gateway Key": ("ai {}", "vc" + "k_" + draw(56)),
    "ScrapeGraph API Key": (
        "find {}",
        "sg" + "ai-" + "-".join(draw(n, HEX) for n in (8, 4, 4, 4, 12)),
    ),
    "HubSpot Token": (
        "crm {}",
        "pa" + "t-na1-" + "-".join(draw(n, HEX) for n in (8, 4, 4, 4, 12)),
    ),
    "Linear API Key": ("plan {}", "li" + "n_api_" + draw(40)),
    "Postman API Key": ("try {}", "PM" + "AK-" + draw(24, HEX) + "-" + draw(34, HEX)),
    "Atlassian API Token": ("wiki {}", "AT" + "ATT3" + draw(186)),
    "Doppler Token": ("vars {}", "d" + "p.pt." + draw(43)),
    "Shopify Access Token": ("shop {}", "sh" + "pat_" + draw(32, HEX)),
    "New Relic User Key": ("watch {}", "NR" + "AK-" + draw(27, UPPER)),
    "PlanetScale Token": ("db {}", "ps" + "cale_tkn_" + draw(43)),
    "age Secret Key": (
        "decrypt {}",
        "AGE-SECRET" + "-KEY-1" + draw(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    ),
    "ngrok Token": ("tunnel {}", "2" + draw(26) + "_" + draw(21)),
}

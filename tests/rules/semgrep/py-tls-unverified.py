import os
import ssl

import aiohttp
import httpx
import requests


def call(url, bundle):
    # ruleid: py-tls-unverified
    requests.post(url, json={}, verify=False, timeout=10)
    # ruleid: py-tls-unverified
    httpx.Client(verify=False)
    # ruleid: py-tls-unverified
    aiohttp.TCPConnector(ssl=False)
    # ok: py-tls-unverified
    requests.post(url, json={}, verify=bundle, timeout=10)
    # ok: py-tls-unverified
    httpx.Client(verify=True)


def session():
    one = requests.Session()
    # ruleid: py-tls-unverified
    one.verify = False
    context = ssl.create_default_context()
    # ruleid: py-tls-unverified
    context.verify_mode = ssl.CERT_NONE
    # ok: py-tls-unverified
    context.verify_mode = ssl.CERT_REQUIRED


async def asynchronous(url):
    async with aiohttp.ClientSession() as client:
        # ruleid: py-tls-unverified
        await client.get(url, ssl=False)
        # ok: py-tls-unverified
        await client.get(url, ssl=True)


# ruleid: py-tls-unverified
os.environ["CURL_CA_BUNDLE"] = ""
# ok: py-tls-unverified
os.environ["CURL_CA_BUNDLE"] = "/etc/ssl/own-ca.pem"


def through_a_session(url):
    session = requests.Session()
    # ruleid: py-tls-unverified
    session.get(url, timeout=5, verify=False)
    # ruleid: py-tls-unverified
    requests.Session().post(url, json={}, timeout=5, verify=False)
    # ok: py-tls-unverified
    session.get(url, timeout=5, verify="/etc/ssl/own-ca.pem")


class Client:
    def __init__(self):
        # ruleid: py-tls-unverified
        self.session.verify = False
        # ok: py-tls-unverified
        self.form.verify = False


def search(hosts):
    # ruleid: py-tls-unverified
    one = OpenSearch(hosts=hosts, use_ssl=True, verify_certs=False)
    # ruleid: py-tls-unverified
    two = elasticsearch.Elasticsearch(hosts, verify_certs=False)
    # ok: py-tls-unverified
    three = OpenSearch(hosts=hosts, use_ssl=False, verify_certs=False)
    # ok: py-tls-unverified
    four = OpenSearch(hosts=hosts, verify_certs=True)
    return one, two, three, four

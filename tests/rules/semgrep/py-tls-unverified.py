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

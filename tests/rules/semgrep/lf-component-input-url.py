import urllib.request

import httpx
import requests
import urllib3
from lfx.custom import Component
from lfx.io import MessageTextInput
from lfx.utils.ssrf_protection import validate_url_for_ssrf


class Fetch(Component):
    BASE_URL = "https://weather.example"
    endpoint = "https://weather.example/v1/"
    inputs = [
        MessageTextInput(name="url", display_name="URL"),
        MessageTextInput(name="city", display_name="City"),
    ]

    def plain(self):
        # ruleid: lf-component-input-url
        return requests.get(self.url, timeout=10).text

    async def later(self):
        address = self.url.strip()
        async with httpx.AsyncClient() as client:
            # ruleid: lf-component-input-url
            return await client.post(address, json={})

    def checked(self):
        validate_url_for_ssrf(self.url)
        # ok: lf-component-input-url
        return requests.get(self.url, timeout=10).text

    def fixed_host(self):
        # ok: lf-component-input-url
        return requests.get(f"https://weather.example/v1/{self.city}", timeout=10).text

    def constant_host(self):
        # ok: lf-component-input-url
        return requests.get(f"{self.BASE_URL}/v1/{self.city}", timeout=10).text

    def fixed(self):
        # ok: lf-component-input-url
        return requests.get("https://weather.example/v1/", params={"q": self.city}, timeout=10)

    def constant(self):
        # ok: lf-component-input-url
        return requests.get(self.endpoint, timeout=10)

    def session(self):
        session = requests.Session()
        # ruleid: lf-component-input-url
        return session.get(self.url, timeout=10)

    def by_method(self):
        # ruleid: lf-component-input-url
        return requests.request("GET", self.url, timeout=10)

    def standard(self):
        # ruleid: lf-component-input-url
        return urllib.request.urlopen(self.url, timeout=10).read()

    def pooled(self):
        pool = urllib3.PoolManager()
        # ruleid: lf-component-input-url
        return pool.request("GET", self.url)

    def of_a_mapping(self):
        # ok: lf-component-input-url
        return self.cache.get(self.url)

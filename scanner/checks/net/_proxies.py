"""Reverse proxies among services."""

import re

PROXIES = re.compile(r"(^|/)(nginx|caddy|traefik|haproxy|envoy|nginx-proxy|swag)$")

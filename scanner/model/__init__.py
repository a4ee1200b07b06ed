"""The plain, frozen data of a scan: findings, flows, the report."""

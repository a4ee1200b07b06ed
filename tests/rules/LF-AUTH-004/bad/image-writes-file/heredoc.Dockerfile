FROM langflowai/langflow:1.13.0
COPY <<END /app/.env
LANGFLOW_AUTO_LOGIN=false
# ruleid: LF-AUTH-004
LANGFLOW_SUPERUSER_PASSWORD=admin
END
CMD ["langflow", "run", "--env-file", "/app/.env"]
